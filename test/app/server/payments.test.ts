import { expect } from 'chai';
import { advancePayments, placeOrder } from '../../../app/server/payments/advance-payments.ts';
import { keepOrder } from '../../../app/server/payments/keep-order.ts';
import { findOrder, keepEvent } from '../../../app/server/payments/payment-orders.ts';
import { bankOrderSchema } from '../../../app/server/payments/payment-gateway.ts';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { opens } from '../../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { openSealed } from '../../../core/domain/sealed/sealed-content.ts';
import { createCrashPoints, Crash } from './support/crash-points.ts';
import { databaseKinds, PGLITE } from './support/databases.ts';
import { world } from '../../support/world.ts';
import { newAccount } from '../../support/world/actors.ts';
import { upkeepContract, upkeepInvoice } from '../../support/world/upkeep.ts';
import { waitFor } from '../../support/wait-for.ts';
import { startQuietBank } from './support/quiet-bank.ts';
import { openPaymentPortal, type PaymentPortal } from './support/payment-portal.ts';
import type { PaymentTools } from '../../../app/server/payments/advance-payments.ts';
import type { PaymentOrder } from '../../../app/server/payments/payment-orders.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { RunningSandboxBank } from '../../../sandbox/bank/main.ts';
import type { CrashPoints } from './support/crash-points.ts';
import type { TestDatabase } from './support/databases.ts';
import type { World } from '../../support/world.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';

/** The largest payment. */
const MAX = 1_000_000_000n * AMOUNT_PER_MINOR;

describe('payments', () => {
  let house: World;
  let ledger: Ledger;
  let resident: Account;
  let invoiceId: Hex;
  let bank: RunningSandboxBank;

  before(async () => {
    house = await world({ ledger: { active: ['company', 'portal', 'provider', 'collector'] } });
    ({ ledger } = house);
    resident = newAccount();
    await ledger.enrol(resident, ROLE.subscriber);
    ({ invoiceId } = await upkeepInvoice(ledger, {
      subscriber: resident,
      contractId: await upkeepContract(ledger, resident),
      amount: 9_000_000_000_000_000n,
    }));
    bank = await startQuietBank(ledger.folder);
  });
  after(async () => {
    await bank[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  const startPayments = (database: TestDatabase, crash: CrashPoints): Promise<PaymentPortal> =>
    openPaymentPortal({ ledger, resident, invoiceId, bankUrl: bank.url }, database, crash);

  for (const kind of databaseKinds()) {
    describe(`on ${kind.name}`, () => {
      it('refuses amounts that are not whole kopecks or more than any bill, and another payment under a used key', async () => {
        await using database = await kind.open();
        const portal = await startPayments(database, createCrashPoints());
        const wish = {
          store: database.store,
          names: portal.tools.names,
          accountId: (await portal.order('key-1')).account_id,
          invoiceId,
          paymentsSeen: 0,
          idempotencyKey: 'key-1',
          nowSeconds: 1,
        };
        for (const amount of [
          0n,
          -AMOUNT_PER_MINOR,
          AMOUNT_PER_MINOR - 1n,
          AMOUNT_PER_MINOR + 1n,
          MAX + AMOUNT_PER_MINOR,
        ]) {
          expect(await keepOrder({ ...wish, amount }).catch(codeOf), String(amount)).to.equal('AMOUNT_INVALID');
        }
        expect(await keepOrder({ ...wish, amount: 20_000_000_000n }).catch(codeOf)).to.equal('IDEMPOTENCY_CONFLICT');
        const most = { ...wish, invoiceId: billNo(1), idempotencyKey: 'most', amount: MAX };
        expect((await keepOrder(most)).isNew).to.equal(true);
        await portal.stop();
      });

      it('refuses more orders of one account than the bank can be asked about, and takes one wish at a time', async () => {
        await using database = await kind.open();
        const portal = await startPayments(database, createCrashPoints());
        const twins = await Promise.all([portal.order(), portal.order()]);
        expect(twins[0].order_id).to.equal(twins[1].order_id);
        for (let n = 1; n < 50; n++) await portal.order(`key-${n}`, undefined, billNo(n));
        expect(await portal.order('key-50', undefined, billNo(50)).catch(codeOf)).to.equal('TOO_MANY_ORDERS');
        expect((await portal.order()).order_id).to.equal(twins[0].order_id);
        await portal.stop();
      });

      it('keeps an order as a mismatch, and records nothing, when the bank holds another amount', async () => {
        await using database = await kind.open();
        const portal = await startPayments(database, createCrashPoints());
        const order = await portal.order();
        const { gateway } = portal.tools;
        const lying = { ...gateway, fetch: async (id: string) => ({ ...(await gateway.fetch(id)), amount: '2' }) };
        await advancePayments({ ...portal.tools, gateway: lying }, { askBank: true, canSpeak: true });
        await advancePayments({ ...portal.tools, gateway: lying }, { askBank: true, canSpeak: true });
        expect(await findOrder(database.store, order.order_id)).to.include({
          state: 'mismatch',
          failure: 'BANK_AMOUNT_MISMATCH',
        });
        await portal.work();
        expect(await portal.payments(order)).to.deep.equal([]);
        await portal.stop();
      });

      it('records nothing when the bank places another order, amount or currency than was asked', async () => {
        await using database = await kind.open();
        const portal = await startPayments(database, createCrashPoints());
        const { gateway } = portal.tools;
        const lies = [
          [{ orderId: 'another' }, 'BANK_ORDER_MISMATCH', 'failed'],
          [{ amount: '2', state: 'pending' }, 'BANK_AMOUNT_MISMATCH', 'failed'],
          // It took the money at once.
          [{ amount: '2' }, 'BANK_AMOUNT_MISMATCH', 'mismatch'],
          [{ currency: 'EUR' }, 'BANK_CURRENCY_MISMATCH', 'mismatch'],
        ] as const;
        for (const [lie, failure, state] of lies) {
          const order = await portal.order();
          const lying: PaymentTools['gateway'] = {
            ...gateway,
            create: async (wish) => ({ ...(await gateway.create(wish)), ...lie }),
          };
          await placeOrder({ ...portal.tools, gateway: lying }, order);
          const placed = await findOrder(database.store, order.order_id);
          expect(placed).to.include({ state, failure, redirect_url: null });
          expect(placed?.bank_payment_id === null).to.equal(failure === 'BANK_ORDER_MISMATCH');
          await portal.work();
          expect(await findOrder(database.store, order.order_id)).to.include({ state, failure });
          expect(await portal.payments(order)).to.deep.equal([]);
        }
        await portal.stop();
      });

      it('fails an order that the bank refuses, in its words, and takes the same wish anew', async () => {
        await using database = await kind.open();
        const portal = await startPayments(database, createCrashPoints());
        const order = await portal.order();
        const { gateway } = portal.tools;
        // The bank has this order already, with another amount.
        const { currency } = portal.tools.network;
        const taken = { amount: '2', currency, purpose: 'other', returnUrl: 'http://portal.test' };
        await gateway.create({ ...taken, orderId: order.order_id });
        await placeOrder(portal.tools, order);
        expect(await gateway.fetch('pay_none').catch(codeOf)).to.equal('BANK_REFUSED');
        await portal.work();
        const failure = `BANK_REFUSED: Order ${order.order_id} exists with another amount.`;
        const state = { state: 'failed', failure, bank_payment_id: null };
        expect(await findOrder(database.store, order.order_id)).to.include(state);
        const again = await portal.order();
        expect(again.order_id).not.to.equal(order.order_id);
        await placeOrder(portal.tools, again);
        expect(await findOrder(database.store, again.order_id)).to.include({ state: 'pending', failure: null });
        expect(await portal.payments(order)).to.deep.equal([]);
        await portal.stop();
      });

      it('records one payment of an order, whose envelope opens the commitment for issuer and subscriber', async () => {
        await using database = await kind.open();
        const portal = await startPayments(database, createCrashPoints());
        const order = await portal.order();
        const { payment_digest: digest } = await waitFor('it is recorded', async () => {
          await portal.work();
          const found = await findOrder(database.store, order.order_id);
          return found?.state === 'recorded' && found;
        });
        const [row] = await database.store.readModel
          .selectFrom('internal_blocks')
          .selectAll()
          .where('kind', '=', KIND.PAYMENT)
          .where('digest', '=', digest ?? '0x')
          .execute();
        if (row === undefined) throw new Error('no PAYMENT');
        const data = decodeData('PAYMENT', toHex(row.data));
        for (const account of [ledger.company, resident]) {
          const content = await openSealed({
            network: ledger.network,
            account,
            kind: 'PAYMENT',
            carried: { ledger: row.ledger, from: row.sender, subject: row.subject, envelope: data.envelope },
          });
          expect(content).to.include({ amount: 10_000_000_000n, orderId: order.order_id });
          expect(opens(data.commitment, content.amount, content.blinding)).to.equal(true);
        }
        await portal.stop();
      });
    });
  }

  it('tells no amount by its length: M5, payments of a kopeck, of 8 and of 9 digits have blocks of one size', async () => {
    await using database = await PGLITE.open();
    const portal = await startPayments(database, createCrashPoints());
    const orders: PaymentOrder[] = [];
    for (const amount of [1n, 99_999n, 100_000n].map((minor) => minor * AMOUNT_PER_MINOR)) {
      const order = await portal.order(`of-${amount}`, amount);
      orders.push(order);
      await waitFor('it is recorded', async () => {
        await portal.work();
        return (await findOrder(database.store, order.order_id))?.state === 'recorded';
      });
    }
    const rows = await database.store.readModel
      .selectFrom('internal_blocks')
      .select(['digest', 'data'])
      .where('kind', '=', KIND.PAYMENT)
      .execute();
    const mine = (await Promise.all(orders.map((order) => portal.payments(order)))).flat();
    const sizes = rows.filter(({ digest }) => mine.includes(digest)).map(({ data }) => data.length);
    expect(sizes).to.have.length(3);
    expect(new Set(sizes).size).to.equal(1);
    await portal.stop();
  });

  it('makes exactly one payment of each order, wherever the process dies', async () => {
    await using database = await PGLITE.open();
    const crash = createCrashPoints();
    const portal = await startPayments(database, crash);
    const orders: PaymentOrder[] = [];
    let survived = false;
    for (let at = 0; !survived; at++) {
      const order = await portal.order(`order-${at}`);
      orders.push(order);
      // Dies at step `at` of the whole way, is started again without a crash to come, and goes on.
      crash.arm(at);
      try {
        for (let round = 0; round < 3; round++) await portal.work();
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
      survived = !crash.crashed;
      crash.arm(Infinity);
      await waitFor(`order ${at} is recorded`, async () => {
        await portal.work();
        return (await findOrder(database.store, order.order_id))?.state === 'recorded';
      });
    }
    expect(orders.length, 'places to die').to.be.greaterThan(20);
    for (const order of orders) {
      const found = await portal.payments(order);
      expect(found, order.idempotency_key).to.deep.equal([
        (await findOrder(database.store, order.order_id))?.payment_digest,
      ]);
    }
    const { count } = await database.store.readModel
      .selectFrom('payments')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('payment_id', 'in', (await Promise.all(orders.map(portal.payments))).flat())
      .executeTakeFirstOrThrow();
    expect(Number(count)).to.equal(orders.length);
    await portal.stop();
  });

  it('takes no page of the bank that is a script', () => {
    const order = { id: 'b', orderId: 'o', state: 'pending', amount: '1', currency: 'RUB', paidAt: null };
    const taken = (confirmationUrl: string): boolean =>
      bankOrderSchema.safeParse({ ...order, confirmationUrl }).success;
    expect(taken('https://bank.test/pay/b')).to.equal(true);
    expect(taken('javascript:alert(1)')).to.equal(false);
    expect(taken('data:text/html,x')).to.equal(false);
  });

  it('keeps an event once, and takes no delivery twice', async () => {
    await using database = await PGLITE.open();
    const portal = await startPayments(database, createCrashPoints());
    const { order_id: orderId } = await portal.order();
    const event = {
      eventId: 'event-0001',
      type: 'payment.pending',
      paymentId: 'p',
      orderId,
      occurredAt: '1',
      deliveryId: 'delivery-1',
    } as const;
    const { store } = database;
    expect(await keepEvent(store, { ...event, orderId: 'other' }, 1).catch(codeOf)).to.equal('ORDER_UNKNOWN');
    expect(await keepEvent(store, event, 1)).to.equal(true);
    expect(await keepEvent(store, event, 1).catch(codeOf)).to.equal('WEBHOOK_REPLAYED');
    expect(await keepEvent(store, { ...event, deliveryId: 'delivery-2' }, 1)).to.equal(false);
    expect(await store.portal.selectFrom('bank_events').select('event_id').execute()).to.have.length(1);
    await portal.stop();
  });
});

function billNo(n: number): Hex {
  return `0x${n.toString(16).padStart(64, '0')}`;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
}
