import { expect } from 'chai';
import { createMnemonic, accountFromMnemonic } from '../../core/domain/ledger/account.ts';
import { openHttpSession } from '../../sandbox/residents/http-session.ts';
import { formOf } from '../../sandbox/residents/page-form.ts';
import { payBill } from '../../sandbox/residents/pay-bill.ts';
import { enrol, ownPremise, signIn, until, type SandboxResident } from '../../sandbox/residents/resident.ts';
import { fakePeer, sendJson } from '../sealer/support/fake-peer.ts';
import { refusal } from '../support/refusal.ts';
import { world, type World } from '../support/world.ts';

describe('a resident of the sandbox', () => {
  const person = { login: 'flat-1', premise: 'flat-1' };
  const premise = {
    premise: person.premise,
    address: 'Street 1',
    personalAccount: '1',
    subscriber: `0x${'11'.repeat(20)}`,
  };

  let house: World;
  /** What the true portal says of the network, with its proofs. */
  const usual: Record<string, unknown> = {};
  before(async () => {
    house = await world({ portal: {} });
    for (const path of ['/api/network', '/api/directory', '/api/witnesses'])
      usual[path] = await (await fetch(house.portal.app.url + path)).json();
  });
  after(() => house[Symbol.asyncDispose]());

  /** A portal whose answers a test changes; whoever asks is signed in where `/api/me` says so. */
  async function portal(answers: Record<string, unknown>): Promise<AsyncDisposable & { url: string }> {
    return fakePeer((path, response) => {
      const answer = answers[path] ?? usual[path];
      if (answer === undefined) response.statusCode = 404;
      sendJson(response, answer ?? { code: 'NOT_FOUND', detail: path });
    });
  }
  const signedIn = (premises: readonly object[]): object => ({
    signedIn: true,
    displayName: 'Resident',
    csrfToken: 'token',
    premises,
  });
  const enter = (portalUrl: string): Promise<SandboxResident> =>
    signIn({ person, account: accountFromMnemonic(createMnemonic()), portalUrl });

  it('gives up a portal that redirects for ever, is not there, or shows no form', async () => {
    await using round = await fakePeer((path, response) => response.writeHead(302, { location: path }).end());
    const session = openHttpSession();
    expect(await refusal(() => session.get(round.url))).to.equal('TOO_MANY_REDIRECTS');
    expect(await refusal(() => session.get('http://127.0.0.1:9/'))).to.equal('UNREACHABLE');
    const page = { url: 'http://127.0.0.1:9/', status: 200, body: '<p>Closed</p>' };
    expect(await refusal(() => formOf(page, 'pay'))).to.equal('FORM_MISSING');
  });

  it('waits no longer than it has patience', async () => {
    expect(await refusal(() => until('never', async () => undefined, 1))).to.equal('NOT_IN_TIME');
  });

  it('is not signed in because it asked to', async () => {
    await using closed = await portal({ '/api/me': { signedIn: false, signInUrl: '/' } });
    expect(await refusal(() => enter(closed.url))).to.equal('SIGN_IN_FAILED');
  });

  it('asks for no flat that is not its own, and says when it was refused', async () => {
    const answers: Record<string, unknown> = { '/api/me': signedIn([]) };
    await using open = await portal(answers);
    const resident = await enter(open.url);
    expect(await refusal(() => ownPremise(resident))).to.equal('PREMISE_MISSING');
    answers['/api/me'] = signedIn([{ ...premise, enrolment: 'refused', reason: 'Another name.' }]);
    expect(await refusal(() => enrol(resident))).to.equal('ENROLMENT_REFUSED');
  });

  it('does not take a payment for made that the bank refused', async () => {
    const order = {
      orderId: 'order',
      invoiceId: `0x${'22'.repeat(32)}`,
      amount: '100',
      state: 'failed',
      redirectUrl: null,
      createdAt: '1',
    };
    // Both what is listed and what an order is answered by.
    const answered = { ...order, payments: [] };
    const answers = { '/api/me': signedIn([]), '/api/payments': answered, '/api/payments/order': order };
    await using open = await portal(answers);
    const resident = await enter(open.url);
    expect(await refusal(() => payBill(resident, `0x${'22'.repeat(32)}`, 100n))).to.equal('PAYMENT_FAILED');
  });
});
