import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CompactSign, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { loadBankKey } from '../../../sandbox/bank/signing-key.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import { upkeepContract, upkeepInvoice } from '../../support/world/upkeep.ts';
import { expectProblem } from './support/problem.ts';
import type { JWK } from 'jose';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { World } from '../../support/world.ts';
import type { SignedIn } from '../../support/world/sign-in.ts';

type Order = { orderId: string; state: string; redirectUrl: string; paymentDigest: string | null; isReversed: boolean };
type Claims = { jti: string; aud: string; iat: number; event: Record<string, string> };

describe('webhooks of the bank', () => {
  let house: World;
  let resident: SignedIn & { account: Account };
  let invoiceId: Hex;
  let order: Order;
  let url: string;

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
    url = `${house.portal.app.url}/webhooks/bank`;
    resident = await house.portal.resident('flat-5');
    ({ invoiceId } = await upkeepInvoice(house.ledger, {
      subscriber: resident.account,
      contractId: await upkeepContract(house.ledger, resident.account),
      amount: 900_000_000_000_000n,
    }));
    await waitFor(
      'the invoice is listed',
      async () => (await resident.get<{ invoices: unknown[] }>('/api/invoices')).invoices.length === 1,
    );
    order = await resident.post<Order>('/api/payments', { invoiceId, amount: '10000000000' });
    await expectProblem(await deliver('e30.e30.e30'), 401, 'WEBHOOK_FORGED');
    await expectProblem(await deliver(await bankSign({})), 401, 'WEBHOOK_FORGED');
    // The bank tells of the new order once, when it comes to it; then it falls silent, and what follows is what others say in its name.
    await waitFor('the bank has told of the order', async () => house.portal.bank.book.owed() === 0);
    await house.portal.stopBank();
    expect((await events()).map(({ type }) => type)).to.deep.equal(['payment.pending']);
    expect(order.state).to.equal('pending');
  });
  after(() => house[Symbol.asyncDispose]());

  const claims = (change: Partial<Claims> = {}): Claims => ({
    jti: randomUUID(),
    aud: url,
    iat: Math.floor(Date.now() / 1000),
    event: {
      eventId: randomUUID(),
      type: 'payment.succeeded',
      paymentId: 'pay_x',
      orderId: order.orderId,
      occurredAt: '1',
    },
    ...change,
  });
  const bankSign = async (payload: object): Promise<string> =>
    (await loadBankKey(house.portal.bankSettings.dataDir)).sign(payload);
  const deliver = (body: string, type: string | undefined = 'application/jose'): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      body: Buffer.from(body),
      headers: type === undefined ? {} : { 'content-type': type },
    });
  const events = async () => house.portal.app.store.portal.selectFrom('bank_events').selectAll().execute();
  const kept = async (): Promise<unknown[]> => [
    ...(await events()),
    ...(await house.portal.app.store.portal.selectFrom('bank_deliveries').selectAll().execute()),
    (await resident.get<Order>(`/api/payments/${order.orderId}`)).state,
  ];

  const forgeries: [string, () => Promise<string>][] = [
    ['nothing', async () => ''],
    ['plain JSON', async () => JSON.stringify(claims())],
    ['no signature (alg none)', async () => new UnsecuredJWT({ ...claims() }).encode()],
    [
      'a key of its own',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return new CompactSign(Buffer.from(JSON.stringify(claims())))
          .setProtectedHeader({ alg: 'ES256' })
          .sign(privateKey);
      },
    ],
    [
      'a key of its own under the bank’s key id',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        const { kid } = JSON.parse(
          readFileSync(join(house.portal.bankSettings.dataDir, 'signing-key.json'), 'utf8'),
        ) as {
          kid: string;
        };
        return new CompactSign(Buffer.from(JSON.stringify(claims())))
          .setProtectedHeader({ alg: 'ES256', kid })
          .sign(privateKey);
      },
    ],
    [
      'the public key as an HMAC secret',
      async () => {
        const { keys } = (await loadBankKey(house.portal.bankSettings.dataDir)).publicKeys;
        return new SignJWT({ ...claims() })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(JSON.stringify(keys[0])));
      },
    ],
    [
      'an altered payload',
      async () => {
        const [header = '', , signature = ''] = (await bankSign(claims())).split('.');
        return [header, Buffer.from(JSON.stringify(claims())).toString('base64url'), signature].join('.');
      },
    ],
    [
      'an altered signature',
      async () => {
        const jws = await bankSign(claims());
        return `${jws.slice(0, -4)}${jws.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
      },
    ],
    [
      'an altered header',
      async () => {
        const [, payload = '', signature = ''] = (await bankSign(claims())).split('.');
        return [Buffer.from('{"alg":"ES256"}').toString('base64url'), payload, signature].join('.');
      },
    ],
    ['the bank’s signature for another receiver', () => bankSign(claims({ aud: 'http://127.0.0.1:1/webhooks/bank' }))],
    ['the bank’s signature of long ago', () => bankSign(claims({ iat: Math.floor(Date.now() / 1000) - 3600 }))],
    ['the bank’s signature of the future', () => bankSign(claims({ iat: Math.floor(Date.now() / 1000) + 3600 }))],
    ['the bank’s signature over something else', () => bankSign({ hello: 'world' })],
    [
      'the bank’s signature over an event with unknown fields',
      () => bankSign(claims({ event: { ...claims().event, amount: '1' } })),
    ],
    [
      'the bank’s key with another algorithm in the header',
      async () => {
        const jwk = JSON.parse(
          readFileSync(join(house.portal.bankSettings.dataDir, 'signing-key.json'), 'utf8'),
        ) as JWK;
        const key = await importJWK({ ...jwk, alg: 'ES256' }, 'ES256');
        const jws = await new CompactSign(Buffer.from(JSON.stringify(claims())))
          .setProtectedHeader({ alg: 'ES256' })
          .sign(key);
        return jws.replace(/^[^.]+/, Buffer.from('{"alg":"ES384"}').toString('base64url'));
      },
    ],
  ];
  for (const [name, forge] of forgeries) {
    it(`are refused, and change nothing, with ${name}`, async () => {
      const before = await kept();
      await expectProblem(await deliver(await forge()), 401, 'WEBHOOK_FORGED');
      expect(await kept()).to.deep.equal(before);
    });
  }

  it('are refused without a content type, with another one, and when they are too large', async () => {
    const before = await kept();
    const good = await bankSign(claims());
    await expectProblem(await fetch(url, { method: 'POST', body: Buffer.from(good) }), 415, 'CONTENT_TYPE_UNSUPPORTED');
    await expectProblem(await deliver(good, 'application/json'), 415, 'CONTENT_TYPE_UNSUPPORTED');
    await expectProblem(await deliver(good, 'text/plain'), 415, 'CONTENT_TYPE_UNSUPPORTED');
    await expectProblem(await fetch(url, { method: 'POST' }), 415, 'CONTENT_TYPE_UNSUPPORTED');
    await expectProblem(await deliver('a'.repeat(100_000)), 413, 'BODY_TOO_LARGE');
    await expectProblem(await fetch(url), 404, 'NOT_FOUND');
    expect(await kept()).to.deep.equal(before);
  });

  it('are refused for orders that do not exist', async () => {
    const before = await kept();
    const event = { ...claims().event, orderId: randomUUID() };
    await expectProblem(await deliver(await bankSign(claims({ event }))), 404, 'ORDER_UNKNOWN');
    expect(await kept()).to.deep.equal(before);
  });

  it('are taken once; the same bytes again are refused, the same event again changes nothing', async () => {
    const before = await events();
    const said = claims();
    const jws = await bankSign(said);
    expect((await deliver(jws)).status).to.equal(200);
    await expectProblem(await deliver(jws), 409, 'WEBHOOK_REPLAYED');
    expect((await deliver(await bankSign({ ...said, jti: randomUUID() }))).status).to.equal(200);
    const { eventId } = said.event;
    expect((await events()).filter((one) => one.event_id === eventId)).to.have.length(1);
    expect(await events()).to.have.length(before.length + 1);
  });

  it('settle nothing by themselves: only what the bank says when asked counts', async () => {
    await house.portal.startBank();
    expect((await deliver(await bankSign(claims()))).status).to.equal(200);
    await house.portal.restartApp();
    expect(await resident.get<Order>(`/api/payments/${order.orderId}`)).to.include({
      state: 'pending',
      paymentDigest: null,
    });
  });

  it('of a rough bank, many times and out of order, give one payment', async () => {
    await house.portal.startBank({ delivery: 'rough' });
    const page = await resident.session.get(order.redirectUrl);
    expect(page.body).to.include('SANDBOX');
    await resident.session.submit(order.redirectUrl, { choice: 'pay' });
    const recorded = await waitFor('it is recorded', async () => {
      const found = await resident.get<Order>(`/api/payments/${order.orderId}`);
      return found.state === 'recorded' && found;
    });
    await waitFor('the bank is done', async () => house.portal.bank.book.owed() === 0);
    const payments = await house.portal.app.store.readModel
      .selectFrom('internal_blocks')
      .select('digest')
      .where('kind', '=', KIND.PAYMENT)
      .execute();
    expect(payments).to.deep.equal([{ digest: recorded.paymentDigest }]);
  });

  it('that say a payment bounced, kept before the portal is gone, give one reversal, and what was paid is owed again', async () => {
    await house.portal.startBank({ delivery: 'rough' });
    await resident.session.submit(order.redirectUrl, { choice: 'bounce' });
    await waitFor('the portal has kept it', async () =>
      (await events()).some(({ type }) => type === 'payment.reversed'),
    );
    await house.portal.restartApp();
    const undone = await waitFor('it is taken back', async () => {
      const found = await resident.get<Order>(`/api/payments/${order.orderId}`);
      const { invoices } = await resident.get<{ invoices: { acts: { block: { kindName: string } }[] }[] }>(
        '/api/invoices',
      );
      const acts = invoices.flatMap((invoice) => invoice.acts.map(({ block }) => block.kindName));
      return acts.length > 0 && found.isReversed && { ...found, acts };
    });
    expect(undone).to.deep.include({ state: 'recorded', acts: ['PAYMENT_REVERSED'], failure: null });
    await waitFor('the bank is done', async () => house.portal.bank.book.owed() === 0);
    const said = await house.portal.app.store.readModel
      .selectFrom('internal_blocks')
      .select('digest')
      .where('kind', '=', KIND.PAYMENT_REVERSED)
      .execute();
    expect(said).to.have.length(1);
  });

  it('of a bank that confirms by itself are enough', async () => {
    await house.portal.startBank({ mode: 'instant' });
    const wish = { invoiceId, amount: '20000000000' };
    const first = await resident.post<Order>('/api/payments', wish, { 'idempotency-key': 'twice' });
    const second = await resident.post<Order>('/api/payments', wish, { 'idempotency-key': 'twice' });
    expect(second.orderId).to.equal(first.orderId);
    expect(first.redirectUrl).to.equal(null);
    await waitFor(
      'it is recorded',
      async () => (await resident.get<Order>(`/api/payments/${first.orderId}`)).state === 'recorded',
    );
  });

  it('that say cancelled end the order without a payment', async () => {
    await house.portal.startBank();
    const { orderId, redirectUrl } = await resident.post<Order>('/api/payments', {
      ...{ invoiceId, amount: '30000000000' },
      paymentsSeen: 1,
    });
    await resident.session.submit(redirectUrl, { choice: 'cancel' });
    await waitFor(
      'it has failed',
      async () => (await resident.get<Order>(`/api/payments/${orderId}`)).state === 'failed',
    );
    const payments = await house.portal.app.store.readModel.selectFrom('payments').select('payment_id').execute();
    expect(payments).to.have.length(2);
  });

  it('tells the resident to try later while the bank is away, and the same wish is one order when it is back', async () => {
    await house.portal.stopBank();
    const wish = { invoiceId, amount: '40000000000', paymentsSeen: 1 };
    const refused = await resident.post('/api/payments', wish).catch((error: unknown) => String(error));
    expect(refused).to.match(/503.*BANK_UNREACHABLE/);
    await house.portal.startBank();
    const later = await resident.post<Order>('/api/payments', wish);
    expect(later.state).to.equal('pending');
    const { payments } = await resident.get<{ payments: { amount: string }[] }>('/api/payments');
    expect(payments.filter((one) => one.amount === '40000000000')).to.have.length(1);
  });
});
