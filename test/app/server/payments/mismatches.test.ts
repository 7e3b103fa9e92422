import { expect } from 'chai';
import type { KyselyPlugin } from 'kysely';
import { decideMismatch } from '../../../../app/server/payments/mismatches/decide-mismatch.ts';
import {
  mismatchesOf,
  mismatchWork,
  openMismatches,
} from '../../../../app/server/payments/mismatches/list-mismatches.ts';
import { createRefusedNotes } from '../../../../app/server/payments/mismatches/note-refused.ts';
import { findOrder, keepEvent, type PaymentOrder } from '../../../../app/server/payments/payment-orders.ts';
import { keepOrder } from '../../../../app/server/payments/keep-order.ts';
import { httpBank } from '../../../../app/server/payments/http-bank.ts';
import { createDaily } from '../../../../app/server/payments/reconcile/daily.ts';
import { createMetrics } from '../../../../core/runtime/metrics.ts';
import { illnesses } from '../../../../core/runtime/start/illnesses.ts';
import { reconcile, usualDays } from '../../../../app/server/payments/reconcile/reconcile.ts';
import type { Reconciliation } from '../../../../app/server/payments/reconcile/books.ts';
import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { Crash, createCrashPoints, type CrashPoints } from '../support/crash-points.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { startMoneyHouse, until, type MoneyHouse } from '../support/money-house.ts';
import { openPaymentPortal, type PaymentPortal } from '../support/payment-portal.ts';

const DAY = 86_400;
const codesOf = ({ differences }: Reconciliation): string[] => differences.map(({ code }) => code);

describe('money that the bank took and that is not what was ordered', function () {
  this.timeout(400_000);
  let house: MoneyHouse;
  let database: TestDatabase;
  let portal: PaymentPortal;
  let crash: CrashPoints;
  let bill: Hex;

  before(async () => {
    house = await startMoneyHouse();
    database = await PGLITE.open();
    crash = createCrashPoints();
    bill = await house.bill();
    portal = await openPaymentPortal({ ...house, invoiceId: bill, bankUrl: house.bank.url }, database, crash);
  });
  after(async () => {
    await portal.stop();
    await database[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  const is = (orderId: string, state: PaymentOrder['state']) => until({ database, portal }, orderId, state);
  /** An order of 10 roubles of a bill of its own, which the bank waits for. */
  async function pending(): Promise<PaymentOrder & { bank_payment_id: string }> {
    const order = await portal.order(undefined, 1_000n * AMOUNT_PER_MINOR, await house.bill());
    await portal.index();
    const placed = await is(order.order_id, 'pending');
    return { ...placed, bank_payment_id: placed.bank_payment_id ?? '' };
  }
  const compared = (): Promise<Reconciliation> => reconcile(portal.tools, usualDays(portal.tools));
  const misbehave = () => house.bank.book.misbehave;
  const only = async (orderId: string) => {
    const [one, ...others] = await mismatchesOf(database.store, [orderId]);
    expect(others).to.deep.equal([]);
    return one;
  };
  async function back(paymentId: string): Promise<void> {
    await decideMismatch(portal.tools, { paymentId, decision: 'return' });
    await waitFor('it is given back', async () => {
      await portal.work();
      return (await openMismatches(portal.tools)).every((one) => one.paymentId !== paymentId);
    });
  }
  /** What the bank gave back of a payment. */
  const given = (paymentId: string): string[] =>
    house.bank.book
      .register({ from: 0, to: 10 ** 11, after: 0, limit: 1_000 })
      .refunds.filter((refund) => refund.paymentId === paymentId)
      .map(({ amount }) => amount);

  it('PROGRAMS 9: half of it is seen, alarmed, and counts once the operator says so, as what it is', async () => {
    const { order_id, bank_payment_id: paymentId } = await pending();
    misbehave().pay(paymentId, { amount: '500' });
    await is(order_id, 'mismatch');
    expect(await portal.payments((await findOrder(database.store, order_id)) ?? expect.fail())).to.deep.equal([]);
    expect(await only(order_id)).to.deep.include({ kind: 'BANK_AMOUNT_MISMATCH', amount: '500', state: 'open' });
    expect(codesOf(await compared())).to.deep.equal(['MISMATCH_OPEN']);

    const { nowSeconds } = portal.tools;
    const fresh = await mismatchWork(portal.tools);
    expect(fresh.waitsSeconds).to.be.at.most(fresh.atMostSeconds);
    portal.tools.nowSeconds = () => nowSeconds() + DAY + 1;
    const late = await mismatchWork(portal.tools);
    expect(late.waitsSeconds).to.be.above(late.atMostSeconds);
    portal.tools.nowSeconds = nowSeconds;

    await decideMismatch(portal.tools, { paymentId, decision: 'count' });
    await decideMismatch(portal.tools, { paymentId, decision: 'count' });
    const recorded = await is(order_id, 'recorded');
    expect(BigInt(recorded.amount)).to.equal(500n * AMOUNT_PER_MINOR);
    const told = await compared();
    expect([told.sums.bank, told.sums.orders, told.sums.ledger]).to.deep.equal([500n, 500n, 500n]);
    expect(codesOf(told)).to.deep.equal(['RECEIPT_MISSING']);
    await house.answer({ invoiceId: recorded.invoice_id, paymentId: recorded.payment_digest ?? '0x' });
    await portal.index();
    const done = await compared();
    expect([done.addsUp, done.differences, done.sums.receipts]).to.deep.equal([true, [], 500n]);
  });

  it('in another currency counts for nothing and is given back', async () => {
    const { order_id, bank_payment_id: paymentId } = await pending();
    misbehave().pay(paymentId, { currency: 'EUR' });
    await is(order_id, 'mismatch');
    expect(await only(order_id)).to.deep.include({ kind: 'BANK_CURRENCY_MISMATCH', currency: 'EUR' });
    expect(await refusal(() => decideMismatch(portal.tools, { paymentId, decision: 'count' }))).to.equal('COUNT_UNFIT');
    await back(paymentId);
    expect(given(paymentId)).to.deep.equal(['1000']);
    expect((await compared()).differences).to.deep.equal([]);
    const again = { paymentId, decision: 'close', reference: 'letter 1' } as const;
    expect(await refusal(() => decideMismatch(portal.tools, again))).to.equal('MISMATCH_DECIDED');
    const unknown = { paymentId: 'pay_none', decision: 'return' } as const;
    expect(await refusal(() => decideMismatch(portal.tools, unknown))).to.equal('MISMATCH_UNKNOWN');
  });

  it('late, and never told by a webhook, is found in the bank’s register', async () => {
    const { order_id, bank_payment_id: paymentId } = await pending();
    const { nowSeconds } = portal.tools;
    portal.tools.nowSeconds = () => nowSeconds() + 3 * DAY + 1;
    expect((await is(order_id, 'failed')).failure).to.equal('EXPIRED');
    portal.tools.nowSeconds = nowSeconds;
    misbehave().pay(paymentId);
    expect(codesOf(await compared())).to.deep.equal(['ORDER_ENDED']);
    await is(order_id, 'mismatch');
    expect(await only(order_id)).to.deep.include({ kind: 'PAID_LATE', amount: '1000' });
    const { invoice_id } = (await findOrder(database.store, order_id)) ?? expect.fail();
    await decideMismatch(portal.tools, { paymentId, decision: 'close', reference: 'letter 2' });
    await decideMismatch(portal.tools, { paymentId, decision: 'close', reference: 'letter 2' });
    expect((await compared()).differences).to.deep.equal([]);
    // The bill was never paid: another order of it is taken.
    expect((await portal.order(undefined, AMOUNT_PER_MINOR, invoice_id)).state).to.equal('initiated');
  });

  it('after it was cancelled, told by a webhook, counts or is given back, once, wherever the portal dies', async () => {
    for (const [n, decision] of (['count', 'return'] as const).entries())
      for (let at = 0; at < 8; at += 2) {
        const { order_id: orderId, bank_payment_id: paymentId } = await pending();
        house.bank.book.decide(paymentId, 'cancelled');
        expect((await is(orderId, 'failed')).failure).to.equal('CANCELLED');
        misbehave().pay(paymentId);
        const told = { type: 'payment.succeeded', orderId, paymentId, occurredAt: '1' } as const;
        const event = { ...told, eventId: `event-${n}-${at}`, deliveryId: `delivery-${n}-${at}` };
        await keepEvent(database.store, event, 1);
        await keepEvent(database.store, { ...event, deliveryId: `again-${n}-${at}` }, 1);
        await is(orderId, 'mismatch');
        expect(await only(orderId)).to.deep.include({ kind: 'PAID_AFTER_CANCEL' });
        crash.arm(at);
        const work = async (): Promise<void> => {
          await decideMismatch(portal.tools, { paymentId, decision });
          await portal.work();
        };
        await work().catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        crash.arm(Infinity);
        await decideMismatch(portal.tools, { paymentId, decision });
        if (decision === 'return') await back(paymentId);
        else {
          const { invoice_id: invoiceId, payment_digest } = await is(orderId, 'recorded');
          await house.answer({ invoiceId, paymentId: payment_digest ?? '0x' });
          await portal.index();
        }
        expect(given(paymentId)).to.deep.equal(decision === 'return' ? ['1000'] : []);
        expect((await compared()).differences).to.deep.equal([]);
      }
  });

  it('is none where the bank, asked again, has no such money, or has it for another order', async () => {
    const { order_id: orderId, bank_payment_id } = await pending();
    house.bank.book.decide(bank_payment_id, 'cancelled');
    await is(orderId, 'failed');
    const other = await pending();
    house.bank.book.decide(other.bank_payment_id, 'succeeded');
    const { invoice_id: invoiceId, payment_digest } = await is(other.order_id, 'recorded');
    await house.answer({ invoiceId, paymentId: payment_digest ?? '0x' });
    for (const paymentId of [bank_payment_id, other.bank_payment_id]) {
      const told = { type: 'payment.succeeded', orderId, paymentId, occurredAt: '1' } as const;
      await keepEvent(database.store, { ...told, eventId: `lie-${paymentId}`, deliveryId: `lie-${paymentId}` }, 1);
    }
    await portal.work();
    expect(await database.store.portal.selectFrom('told_payments').selectAll().execute()).to.deep.equal([]);
    expect(await mismatchesOf(database.store, [orderId])).to.deep.equal([]);
    expect(await findOrder(database.store, orderId)).to.include({ state: 'failed', failure: 'CANCELLED' });
  });

  it('twice for one order: the first counts, the second is given back', async () => {
    const { order_id, bank_payment_id } = await pending();
    house.bank.book.decide(bank_payment_id, 'succeeded');
    const order = await is(order_id, 'recorded');
    await house.answer({ invoiceId: order.invoice_id, paymentId: order.payment_digest ?? '0x' });
    const paymentId = misbehave().again(bank_payment_id);
    await portal.index();
    expect(codesOf(await compared())).to.deep.equal(['PAYMENT_NOT_NOTED']);
    await portal.work();
    expect(await only(order_id)).to.deep.include({ kind: 'PAID_TWICE', paymentId });
    expect(codesOf(await compared())).to.deep.equal(['MISMATCH_OPEN']);
    expect(await refusal(() => decideMismatch(portal.tools, { paymentId, decision: 'count' }))).to.equal('COUNT_UNFIT');
    await back(paymentId);
    expect([given(paymentId), given(bank_payment_id)]).to.deep.equal([['1000'], []]);
    expect(await portal.payments(order)).to.have.length(1);
    expect((await compared()).differences).to.deep.equal([]);
  });

  /** How many rows of the read model each of three looks for refused payments takes. */
  async function rowsOfLooks(): Promise<number[]> {
    const { store } = portal.tools;
    let rows = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => {
        rows += result.rows.length;
        return Promise.resolve(result);
      },
    };
    const readModel = store.readModel.withPlugin(counting);
    const look = createRefusedNotes({ ...portal.tools, store: { ...store, readModel } });
    const looks: number[] = [];
    for (let n = 0; n < 3; n++) {
      await look();
      looks.push(rows);
      rows = 0;
    }
    return looks;
  }

  it('refused by the issuer on the ledger: given back, and said so there', async () => {
    const { order_id, bank_payment_id: paymentId } = await pending();
    house.bank.book.decide(paymentId, 'succeeded');
    const { invoice_id: invoiceId, payment_digest } = await is(order_id, 'recorded');
    await house.answer({ invoiceId, paymentId: payment_digest ?? '0x' }, 'PAYMENT_REFUSED');
    await portal.work();
    await portal.work();
    expect(await only(order_id)).to.deep.include({ kind: 'ISSUER_REFUSED', state: 'open' });
    // The cursor, and the one that is open: what was refused before is read once.
    expect(await rowsOfLooks()).to.deep.equal([4, 2, 2]);
    await back(paymentId);
    expect(given(paymentId)).to.deep.equal(['1000']);
    const said = await waitFor('the ledger has it', async () => {
      await portal.work();
      const rows = database.store.readModel.selectFrom('internal_blocks').selectAll().where('subject', '=', invoiceId);
      const found = await rows.where('kind', '=', KIND.PAYMENT_REVERSED).execute();
      return found.length > 0 && found;
    });
    expect(said.map((row) => decodeData('PAYMENT_REVERSED', toHex(row.data)).reason)).to.deep.equal([2]);
    expect((await compared()).differences).to.deep.equal([]);
  });

  it('alarms by the age of what does not add up, and where nothing was compared', async () => {
    const { nowSeconds, gateway } = portal.tools;
    const daily = createDaily(portal.tools);
    const ills = async (): Promise<string[]> =>
      (await illnesses({ health: () => ({}), work: () => daily.work(), metrics: createMetrics('test_') })).words;
    await daily.run();
    expect([daily.last?.differences, await ills()]).to.deep.equal([[], []]);
    const { order_id, bank_payment_id } = await pending();
    misbehave().pay(bank_payment_id, { amount: '1' });
    await is(order_id, 'mismatch');
    // Nothing was open, so that the next time is tomorrow.
    await daily.run();
    expect(daily.last?.differences).to.deep.equal([]);
    portal.tools.nowSeconds = () => nowSeconds() + DAY + 60;
    await daily.run();
    expect(codesOf(daily.last ?? expect.fail())).to.deep.equal(['MISMATCH_OPEN']);
    expect(await ills()).to.have.length(1);
    expect((await ills())[0]).to.include('do not add up (domledger reconcile)');
    await back(bank_payment_id);
    portal.tools.nowSeconds = () => nowSeconds() + DAY + 3_700;
    await daily.run();
    expect(await ills()).to.deep.equal([]);
    const away = httpBank({ url: 'http://127.0.0.1:9', keys: 'none', audience: 'a', nowSeconds });
    portal.tools.gateway = { ...gateway, register: away.register };
    portal.tools.nowSeconds = () => nowSeconds() + 4 * DAY;
    await daily.run();
    expect((await ills())[0]).to.include('were not compared');
    portal.tools.gateway = gateway;
    portal.tools.nowSeconds = nowSeconds;
  });

  it('PROGRAMS 9: one bill is not paid twice from two browsers, whichever account they are of', async () => {
    const invoiceId = await house.bill();
    await portal.index();
    const { account_id: accountId } = await portal.order('mine', AMOUNT_PER_MINOR, await house.bill());
    const wish = {
      store: database.store,
      names: portal.tools.names,
      accountId,
      invoiceId,
      amount: 1_000n * AMOUNT_PER_MINOR,
    };
    const browser = (paymentsSeen: number, key?: string) => () =>
      keepOrder({ ...wish, paymentsSeen, idempotencyKey: key, nowSeconds: portal.tools.nowSeconds() });
    const both = await Promise.all([browser(0, 'one')().then(({ order }) => order), refusal(browser(0, 'other'))]);
    expect(both[1]).to.equal('PAYMENT_UNDER_WAY');
    const another = { ...wish, accountId: 'another', paymentsSeen: 0, idempotencyKey: undefined, nowSeconds: 1 };
    expect(await refusal(() => keepOrder(another))).to.equal('PAYMENT_UNDER_WAY');
    const { bank_payment_id } = await is(both[0].order_id, 'pending');
    house.bank.book.decide(bank_payment_id ?? '', 'succeeded');
    await is(both[0].order_id, 'recorded');
    // The other browser still shows the bill as to pay.
    expect(await refusal(browser(0, 'other'))).to.equal('PAYMENT_UNSEEN');
    expect((await browser(1, 'rest')()).isNew).to.equal(true);
  });
});
