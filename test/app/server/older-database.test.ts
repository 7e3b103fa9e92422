import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { askReconciliation } from '../../../app/server/operator/ask-operator.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { signedBlockToJson, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { makeEnrol } from '../../../core/domain/resident/make-enrol.ts';
import { sandboxPersons } from '../../../sandbox/identity/persons.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount, nowSeconds } from '../../support/world/actors.ts';
import type { SignedIn } from '../../support/world/sign-in.ts';
import { upkeepContract, upkeepInvoice } from '../../support/world/upkeep.ts';
import { expectProblem } from './support/problem.ts';

type Resident = SignedIn & { account: Account };
type Order = { orderId: string; state: string; redirectUrl: string; paymentDigest: Hex | null };
type Me = { premises: { enrolment: string; subscriber: Hex | null }[] };

const SETTINGS = { bankInterval: 300 };

describe('a portal whose database is of an hour ago', function () {
  this.timeout(300_000);
  let house: World;
  let older: string;
  let old: Resident;
  let fresh: Resident;
  const orders = new Map<string, Order>();
  let period = 202601;

  const proof = async (who: Resident, login: string, timestamp = Number(nowSeconds())): Promise<SignedBlock> => {
    const [premise] = sandboxPersons().find((one) => one.login === login)?.premises ?? [];
    if (premise === undefined) throw new Error(`there is no ${login}`);
    const { premise: flat, personalAccount } = premise;
    const { client, company, portal } = house.ledger;
    const said = { network: client.network, account: who.account, timestamp: BigInt(timestamp), personalAccount };
    return makeEnrol({ ...said, premise: flat, company, portal });
  };
  const attach = (who: SignedIn, signed: SignedBlock): Promise<Response> =>
    who.request('/api/attachment', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...who.csrf },
      body: JSON.stringify(signedBlockToJson(signed)),
    });
  async function ordered(who: Resident): Promise<Order> {
    const contractId = await upkeepContract(house.ledger, who.account);
    const bill = { subscriber: who.account, contractId, amount: 900_000_000_000_000n, period: period++ };
    const { invoiceId } = await upkeepInvoice(house.ledger, bill);
    await waitFor('the bill is listed', async () => JSON.stringify(await who.get('/api/invoices')).includes(invoiceId));
    return who.post<Order>('/api/payments', { invoiceId, amount: '10000000000' });
  }
  const pay = (who: Resident, order: Order): Promise<unknown> =>
    who.session.submit(order.redirectUrl, { choice: 'pay' });
  const recorded = (who: SignedIn, { orderId }: Order): Promise<Order> =>
    waitFor('the payment is on the ledger', async () => {
      const { payments } = await who.get<{ payments: Order[] }>('/api/payments');
      return payments.find((one) => one.orderId === orderId && one.state === 'recorded');
    });
  const addsUp = () =>
    waitFor('bank, orders and ledger add up', async () => {
      const told = await askReconciliation(house.portal.operator(), {});
      // Receipts have days; whatever else differs is a loss.
      return told.differences.every(({ code }) => code === 'RECEIPT_MISSING') && told.sums;
    });

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
    const { portal } = house;
    await portal.restartApp(SETTINGS);
    old = await portal.resident('flat-3');
    const before = await ordered(old);
    await pay(old, before);
    orders.set('before', await recorded(old, before));
    await portal.stopApp();
    older = join(house.ledger.folder, 'older');
    cpSync(portal.appSettings.dataDir, older, { recursive: true });
    await portal.restartApp(SETTINGS);

    old = { ...old, ...(await portal.signIn('flat-3')) };
    fresh = await portal.resident('flat-4');
    for (const [name, who] of [
      ['recorded', old],
      ['of the new account', fresh],
    ] as const) {
      const order = await ordered(who);
      await pay(who, order);
      orders.set(name, await recorded(who, order));
    }
    for (const name of ['paid meanwhile', 'paid later']) orders.set(name, await ordered(old));
    await portal.stopApp();
    // The bank sends the payer back to a portal that is away.
    const form = { method: 'POST', body: new URLSearchParams({ choice: 'pay' }), redirect: 'manual' } as const;
    expect((await fetch(need('paid meanwhile').redirectUrl, form)).status).to.be.within(302, 303);
    for (const part of ['database', 'outbox.sqlite', 'outbox.sqlite-wal', 'outbox.sqlite-shm']) {
      const path = join(portal.appSettings.dataDir, part);
      rmSync(path, { recursive: true, force: true });
    }
    cpSync(older, portal.appSettings.dataDir, { recursive: true });
    await portal.restartApp(SETTINGS);
    old = { ...old, ...(await portal.signIn('flat-3')) };
  });
  after(() => house[Symbol.asyncDispose]());

  const need = (name: string): Order => orders.get(name) ?? expect.fail(`there is no order ${name}`);

  it('refuses an account without its key, its flat or a fresh word, and leaves an address to be enrolled that no ledger has', async () => {
    const signIn = await house.portal.signIn('flat-4');
    await expectProblem(
      await attach(signIn, await proof(fresh, 'flat-4', Number(nowSeconds()) - 901)),
      400,
      'ENROLMENT_OLD',
    );
    await expectProblem(await attach(signIn, await proof(fresh, 'flat-5')), 403, 'NOT_YOURS');
    const signed = await proof(fresh, 'flat-4');
    const forged = { ...signed, block: { ...signed.block, from: old.account.address } };
    await expectProblem(await attach(signIn, forged), 400, 'SENDER_MISMATCH');
    // A key of flat 3 says that it is of flat 4: not what it said when it was enrolled.
    await expectProblem(await attach(signIn, await proof(old, 'flat-4')), 403, 'NOT_YOURS');
    const stranger = { ...fresh, account: newAccount() };
    expect(await (await attach(signIn, await proof(stranger, 'flat-4'))).json()).to.deep.equal({ attached: false });
    const me = await signIn.get<Me>('/api/me');
    expect(me.premises[0]).to.include({ enrolment: 'none', subscriber: null });
  });

  it('attaches an account again by proof of its key, as it was, and takes it for nobody else', async () => {
    fresh = { ...fresh, ...(await house.portal.signIn('flat-4')) };
    const answer = await attach(fresh, await proof(fresh, 'flat-4'));
    expect([answer.status, await answer.json()]).to.deep.equal([200, { attached: true }]);
    const [premise] = (await fresh.get<Me>('/api/me')).premises;
    expect(premise).to.include({ enrolment: 'active', subscriber: fresh.account.address });
    expect(await (await attach(fresh, await proof(fresh, 'flat-4'))).json()).to.deep.equal({ attached: true });
    expect((await fresh.get<Me>('/api/me')).premises).to.have.length(1);
  });

  it('has every payment again that ledger and bank have, of an account that was lost too, and each on the ledger once', async () => {
    for (const [name, who] of [
      ['before', old],
      ['recorded', old],
      ['of the new account', fresh],
    ] as const) {
      const again = await recorded(who, need(name));
      expect(again.paymentDigest, name).to.equal(need(name).paymentDigest);
    }
    await recorded(old, need('paid meanwhile'));
    await pay(old, need('paid later'));
    await recorded(old, need('paid later'));
    const { bank, orders: here, ledger } = await addsUp();
    expect([bank, here, ledger]).to.deep.equal([bank, bank, bank]);
    const said = await house.portal.app.store.readModel.selectFrom('payments').select('payment_id').execute();
    expect(said).to.have.length(orders.size);
  });
});
