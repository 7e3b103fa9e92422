import { expect } from 'chai';
import { findOrder, keepEvent, type PaymentOrder } from '../../../../app/server/payments/payment-orders.ts';
import { advancePayments } from '../../../../app/server/payments/advance-payments.ts';
import { advanceRefunds } from '../../../../app/server/payments/advance-refunds.ts';
import { createJobs, type JobTools } from '../../../../app/server/run-jobs.ts';
import { createPortalBlocks } from '../../../../app/server/statements/portal-blocks.ts';
import { applyPage } from '../../../../app/server/indexer/apply-page.ts';
import { readPages } from '../../../../core/chain/follow.ts';
import { openOutbox } from '../../../../core/chain/outbox.ts';
import { openDatabase } from '../../../../core/runtime/sqlite.ts';
import { TransientError } from '../../../../core/domain/bytes/errors.ts';
import { type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { KIND, REVERSAL_REASON } from '../../../../core/domain/ledger/kinds.ts';
import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';
import { Crash, createCrashPoints, type CrashPoints } from '../support/crash-points.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { openPaymentPortal, type PaymentPortal } from '../support/payment-portal.ts';
import { ended, paid, refundOf, startRefundHouse, type RefundHouse } from '../support/refund-house.ts';

const KOPECK = AMOUNT_PER_MINOR;
const DAY = 86_400;

describe('money that goes back', () => {
  let house: RefundHouse;
  let resident: Account;
  let invoiceId: Hex;
  let bank: RefundHouse['bank'];

  before(async () => {
    house = await startRefundHouse();
    ({ resident, invoiceId, bank } = house);
  });
  after(() => house[Symbol.asyncDispose]());

  /** What other tests ordered ends unpaid there, before anything is paid. */
  async function open(database: TestDatabase, crash: CrashPoints = createCrashPoints()): Promise<PaymentPortal> {
    const portal = await openPaymentPortal(placeOf(invoiceId), database, crash);
    await portal.work();
    return portal;
  }
  const placeOf = (bill: Hex) => ({ ledger: house.ledger, resident, invoiceId: bill, bankUrl: bank.url });

  const order: RefundHouse['order'] = (...what) => house.order(...what);
  const ofKind = async (database: TestDatabase, kind: number) => {
    const rows = database.store.readModel.selectFrom('internal_blocks').selectAll().where('kind', '=', kind);
    return (await rows.execute()).map((row) => ({ ...row, data: toHex(row.data) }));
  };
  /** The order is in the portal's book, and the bank has heard nothing of it. */
  async function noted(database: TestDatabase, portal: PaymentPortal, orderId: Hex): Promise<void> {
    await waitFor('the order is noted', async () => {
      await portal.index();
      await advanceRefunds(portal.tools, { askBank: false });
      return refundOf(database, orderId);
    });
  }

  /** The portal works on the order until it dies at that point, or the order is recorded. */
  async function diesAt(
    database: TestDatabase,
    portal: PaymentPortal,
    { crash, at, orderId }: { crash: CrashPoints; at: number; orderId: Hex },
  ): Promise<void> {
    crash.arm(at);
    await waitFor('it dies, or comes to its end', async () => {
      try {
        await portal.work();
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
      return crash.crashed || (await refundOf(database, orderId))?.state === 'recorded';
    });
    crash.arm(Infinity);
  }

  /** What the bank gave back for an order, by the payment that it was of. */
  async function given(database: TestDatabase, orderId: Hex) {
    const parts = await database.store.portal
      .selectFrom('refund_parts')
      .selectAll()
      .where('order_id', '=', orderId)
      .where('state', '=', 'settled')
      .orderBy('refund_id')
      .execute();
    return parts.map(({ bank_refund_id: id, payment_id }) => {
      const { amount, paymentId } = bank.book.findRefund(id ?? '') ?? {};
      return [paymentId === payment_id && paymentId, amount];
    });
  }
  let gifts = 0;
  /** Behind the portal's back. */
  const givenAtTheBank = ({ bank_payment_id: id }: PaymentOrder, amount: string): void => {
    const { currency } = house.ledger.client.network;
    const paymentId = id ?? '';
    bank.book.refund({ refundId: `gift-${gifts++}`, paymentId, amount, currency, purpose: 'gift' });
  };
  /** Both may have come in one second. */
  async function olderThan(database: TestDatabase, old: PaymentOrder, newer: PaymentOrder, by = 1n): Promise<void> {
    const { portal } = database.store;
    const created_at = BigInt(newer.created_at) - by;
    await portal.updateTable('payment_orders').set({ created_at }).where('order_id', '=', old.order_id).execute();
  }

  it('is not paid out where the order cannot be read, commits to another amount, or names no payment', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const early = await order(3n * KOPECK);
    expect(await ended(database, portal, early)).to.include({ state: 'failed', failure: 'NO_PAYMENT' });
    await paid(database, portal, 10n * KOPECK);
    const orders = [
      [await order(3n * KOPECK, 4n * KOPECK), 'REFUND_INVALID'],
      [await order(3n * KOPECK + 1n), 'AMOUNT_INVALID'],
      [await order(3n * KOPECK, 3n * KOPECK, [resident]), 'NOT_ADDRESSEE'],
    ] as const;
    for (const [orderId, failure] of orders)
      expect(await ended(database, portal, orderId)).to.include({ state: 'failed', failure });
    await portal.stop();
  });

  it('is not paid out, in the bank’s words, where the bank refuses; nor where it holds another refund', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    await paid(database, portal, 5n * KOPECK);
    expect(await ended(database, portal, await order(6n * KOPECK))).to.include({
      ...{ state: 'failed', failure: 'NO_PAYMENT' },
    });
    const [first] = await database.store.portal.selectFrom('payment_orders').selectAll().execute();
    const whole = await paid(database, portal, 5n * KOPECK);
    if (first !== undefined) await olderThan(database, first, whole);
    givenAtTheBank(whole, '5');
    const tooMuch = await ended(database, portal, await order(9n * KOPECK));
    expect(tooMuch).to.include({ state: 'failed', failure: 'BANK_REFUSED: More would be given back than was paid.' });
    const { gateway } = portal.tools;
    for (const [lie, failure] of [
      [{ refundId: 'another' }, 'BANK_ORDER_MISMATCH'],
      [{ amount: '9' }, 'BANK_AMOUNT_MISMATCH'],
      [{ currency: 'EUR' }, 'BANK_CURRENCY_MISMATCH'],
    ] as const) {
      portal.tools.gateway = { ...gateway, refund: async (wish) => ({ ...(await gateway.refund(wish)), ...lie }) };
      expect(await ended(database, portal, await order(KOPECK))).to.include({ state: 'failed', failure });
    }
    expect(await ofKind(database, KIND.REFUND)).to.deep.equal([]);
    await portal.stop();
  });

  it('is paid out once and recorded once, wherever the portal dies in between', async () => {
    await using database = await PGLITE.open();
    const crash = createCrashPoints();
    const portal = await open(database, crash);
    await paid(database, portal, 50n * KOPECK);
    for (let at = 0; at < 60; at += 3) {
      const orderId = await order(KOPECK);
      await diesAt(database, portal, { crash, at, orderId });
      const { refund_digest: digest } = await ended(database, portal, orderId);
      const refunds = (await ofKind(database, KIND.REFUND)).filter(({ subject }) => subject === orderId);
      expect(refunds.map((row) => row.digest)).to.deep.equal([digest]);
      expect(refunds[0]).to.include({ recipient: resident.address, sender: house.ledger.portal.address });
    }
    await portal.stop();
  });

  it('that is more than the newest payment goes back to the payers of several, each once, wherever the portal dies in between', async () => {
    await using database = await PGLITE.open();
    const crash = createCrashPoints();
    const portal = await open(database, crash);
    for (let at = 0; at < 40; at += 3) {
      const [old, middle, newest] = [
        await paid(database, portal, 4n * KOPECK),
        await paid(database, portal, 2n * KOPECK),
        await paid(database, portal, 3n * KOPECK),
      ];
      await olderThan(database, middle, newest, 1n);
      await olderThan(database, old, newest, 2n);
      const orderId = await order(6n * KOPECK);
      await diesAt(database, portal, { crash, at, orderId });
      expect(await ended(database, portal, orderId)).to.include({ state: 'recorded' });
      const said = (await ofKind(database, KIND.REFUND)).filter(({ subject }) => subject === orderId);
      expect(said).to.have.length(1);
      expect(await given(database, orderId)).to.deep.equal([
        [newest.bank_payment_id, '3'],
        [middle.bank_payment_id, '2'],
        [old.bank_payment_id, '1'],
      ]);
      for (const { bank_payment_id: id } of [old, middle, newest]) bank.book.reverse(id ?? '');
      await database.store.portal.updateTable('payment_orders').set({ reversal: 'recorded' }).execute();
    }
    await portal.stop();
  });

  it('of which the bank refuses a part is taken of the payments before; what it paid of one that failed counts for the next', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const old = await paid(database, portal, 4n * KOPECK);
    const newest = await paid(database, portal, 5n * KOPECK);
    await olderThan(database, old, newest);
    givenAtTheBank(newest, '2');
    const orderId = await order(4n * KOPECK);
    expect(await ended(database, portal, orderId)).to.include({ state: 'recorded' });
    expect(await given(database, orderId)).to.deep.equal([[old.bank_payment_id, '4']]);

    const last = await paid(database, portal, 6n * KOPECK);
    await olderThan(database, newest, last);
    const broken = await order(8n * KOPECK);
    const words = 'BANK_REFUSED: More would be given back than was paid.';
    givenAtTheBank(newest, '2');
    expect(await ended(database, portal, broken)).to.include({ state: 'failed', failure: words });
    expect(await given(database, broken)).to.deep.equal([[last.bank_payment_id, '6']]);
    const again = await order(6n * KOPECK);
    expect(await ended(database, portal, again)).to.include({ state: 'recorded' });
    expect(await given(database, again)).to.deep.equal([[last.bank_payment_id, '6']]);
    await portal.stop();
  });

  it('is not brought to the bank in the last days of its order, nor recorded behind them; what was paid then counts for the next', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const { tools } = portal;
    const { nowSeconds, gateway } = tools;
    const paidBack = await paid(database, portal, 5n * KOPECK);
    const late = await order(KOPECK);
    // However late the portal notes it: what counts is when it was ordered.
    tools.nowSeconds = () => nowSeconds() + 20 * DAY;
    await noted(database, portal, late);
    tools.nowSeconds = () => nowSeconds() + 29 * DAY;
    expect(await ended(database, portal, late)).to.include({ state: 'failed', failure: 'EXPIRED' });
    expect(await given(database, late)).to.deep.equal([]);

    tools.nowSeconds = nowSeconds;
    tools.gateway = { ...gateway, refund: () => Promise.reject(new TransientError('BANK_UNREACHABLE', 'Away.')) };
    const unheard = await order(2n * KOPECK);
    await waitFor('the bank is asked', async () => {
      await portal.work();
      return refundOf(database, unheard);
    });
    Object.assign(tools, { gateway, nowSeconds: () => nowSeconds() + 32 * DAY });
    expect(await ended(database, portal, unheard)).to.include({ state: 'failed', failure: 'EXPIRED' });
    tools.nowSeconds = nowSeconds;
    const next = await order(3n * KOPECK);
    expect(await ended(database, portal, next)).to.include({ state: 'recorded' });
    expect(await given(database, next)).to.have.deep.members([
      [paidBack.bank_payment_id, '2'],
      [paidBack.bank_payment_id, '1'],
    ]);
    await portal.stop();
  });

  it('that the ledger has is recorded, however late the portal reads it; what is said too late is said no more', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const { tools } = portal;
    const { nowSeconds } = tools;
    await paid(database, portal, 5n * KOPECK);
    const settled = (orderId: Hex) =>
      waitFor('the bank has paid', async () => {
        await portal.index();
        await advanceRefunds(tools, { askBank: true });
        return (await refundOf(database, orderId))?.state === 'settled';
      });
    const inTime = await order(KOPECK);
    await settled(inTime);
    const [said] = await waitFor('the ledger has it', async () => {
      await advanceRefunds(tools, { askBank: false });
      await portal.index();
      const refunds = (await ofKind(database, KIND.REFUND)).filter(({ subject }) => subject === inTime);
      return refunds.length > 0 && (await refundOf(database, inTime))?.state === 'settled' && refunds;
    });
    tools.nowSeconds = () => nowSeconds() + 32 * DAY;
    await advanceRefunds(tools, { askBank: false });
    expect(await refundOf(database, inTime)).to.include({ state: 'recorded', refund_digest: said?.digest });

    tools.nowSeconds = nowSeconds;
    const { portal: account, client } = house.ledger;
    using sqlite = openDatabase(':memory:', []);
    // Delivers nothing.
    const outbox = openOutbox({ database: sqlite, client, log: tools.log });
    tools.blocks = createPortalBlocks({ store: tools.store, outbox, account, network: client.network, nowSeconds });
    const unsaid = await order(KOPECK);
    await settled(unsaid);
    await advanceRefunds(tools, { askBank: false });
    expect(await tools.blocks.find(`refund:${unsaid}`)).to.include({ state: 'sending' });
    tools.nowSeconds = () => nowSeconds() + 32 * DAY;
    for (let round = 0; round < 2; round++) await advanceRefunds(tools, { askBank: false });
    expect(await refundOf(database, unsaid)).to.include({ state: 'failed', failure: 'EXPIRED' });
    expect(await tools.blocks.find(`refund:${unsaid}`)).to.equal(undefined);
    await portal.stop();
  });

  it('waits while the portal reads the ledgers anew, which do not tell yet what was paid', async () => {
    const contract = await upkeepContract(house.ledger, resident);
    const orderId = await order(KOPECK, KOPECK, undefined, contract);
    const { client } = house.ledger;
    const ordered = await client.head();
    const amount = 50n * KOPECK;
    const bill = await upkeepInvoice(house.ledger, { subscriber: resident, contractId: contract, amount });
    await using database = await PGLITE.open();
    const portal = await openPaymentPortal(placeOf(bill.invoiceId), database, createCrashPoints());
    const { tools } = portal;
    const { order_id: id } = await portal.order('key', 2n * KOPECK);
    await waitFor('the payment is recorded', async () => {
      await advancePayments(tools, { askBank: true, canSpeak: true });
      await portal.index();
      return (await findOrder(database.store, id))?.state === 'recorded';
    });
    await noted(database, portal, orderId);

    await using anew = await PGLITE.open();
    const { readModel } = anew.store;
    for await (const page of readPages(client, 0n, ordered))
      await applyPage({ readModel, network: client.network, page });
    const stop = new AbortController();
    let rounds = 0;
    const caughtUp = (): boolean => {
      if (++rounds === 3) stop.abort();
      return false;
    };
    const payments = { ...tools, store: { ...tools.store, readModel } };
    const jobTools = { ...{ readModel, blocks: tools.blocks, network: client.network }, payments };
    const account = { ...house.ledger.portal, canSign: true };
    await createJobs({
      // Accounts and acts are not looked at before.
      tools: { ...jobTools, account } as unknown as JobTools,
      ...{ caughtUp, bankIntervalMs: 0, log: tools.log },
    }).run(stop.signal);
    expect(await refundOf(database, orderId)).to.include({ state: 'initiated' });
    expect(await ended(database, portal, orderId)).to.include({ state: 'recorded' });
    await portal.stop();
  });

  it('that the bank took back is owed again, once, wherever the portal dies in between; a word that it does not stand by is not', async () => {
    await using database = await PGLITE.open();
    const crash = createCrashPoints();
    const portal = await open(database, crash);
    let event = 0;
    const tell = (orderId: string) =>
      keepEvent(
        database.store,
        {
          ...{ eventId: `event-${orderId}`, type: 'payment.reversed', paymentId: 'p', orderId, occurredAt: '1' },
          deliveryId: `delivery-${event++}`,
        } as const,
        1,
      );
    const stands = await paid(database, portal, 7n * KOPECK);
    expect(await tell(stands.order_id)).to.equal(true);
    await portal.work();
    expect(await findOrder(database.store, stands.order_id)).to.include({ reversal: null });
    expect(await ofKind(database, KIND.PAYMENT_REVERSED)).to.deep.equal([]);
    for (let at = 0; at < 30; at += 3) {
      const order = await paid(database, portal, KOPECK);
      bank.book.reverse(order.bank_payment_id ?? '');
      expect(await tell(order.order_id)).to.equal(true);
      expect(await tell(order.order_id)).to.equal(false);
      crash.arm(at);
      const isRecorded = async (): Promise<boolean> =>
        (await findOrder(database.store, order.order_id))?.reversal === 'recorded';
      await waitFor('it dies, or comes to its end', async () => {
        try {
          await portal.work();
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        return crash.crashed || (await isRecorded());
      });
      crash.arm(Infinity);
      await waitFor('it is recorded', async () => {
        await portal.work();
        return isRecorded();
      });
      const said = (await ofKind(database, KIND.PAYMENT_REVERSED))
        .map(({ data, recipient }) => ({ ...decodeData('PAYMENT_REVERSED', data), recipient }))
        .filter(({ paymentId }) => paymentId === order.payment_digest);
      const reason = REVERSAL_REASON.bankTookBack;
      const expected = { invoiceId, paymentId: order.payment_digest, reason, recipient: resident.address };
      expect(said).to.deep.equal([expected]);
    }
    await portal.stop();
  });
});
