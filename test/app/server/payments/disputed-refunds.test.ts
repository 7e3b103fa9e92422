import { expect } from 'chai';
import {
  disputedRefunds,
  listDisputes,
  releaseDispute,
  settleDispute,
  type Settling,
} from '../../../../app/server/payments/disputed-refunds.ts';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import { refusal } from '../../../support/refusal.ts';
import { Crash, createCrashPoints, type CrashPoints } from '../support/crash-points.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { openPaymentPortal, type PaymentPortal } from '../support/payment-portal.ts';
import { ended, paid, refundOf, startRefundHouse, type RefundHouse } from '../support/refund-house.ts';

const KOPECK = AMOUNT_PER_MINOR;
const DAY = 86_400;

describe('a refund of which the bank holds something else than it was asked for', function () {
  this.timeout(400_000);
  let house: RefundHouse;

  before(async () => (house = await startRefundHouse()));
  after(() => house[Symbol.asyncDispose]());

  async function open(database: TestDatabase, crash: CrashPoints = createCrashPoints()): Promise<PaymentPortal> {
    const portal = await openPaymentPortal({ ...house, bankUrl: house.bank.url }, database, crash);
    // Blocks that come fast are dated ahead of the clock.
    const { nowSeconds } = portal.tools;
    portal.tools.nowSeconds = () => nowSeconds() + 600;
    await portal.work();
    return portal;
  }
  /** Bank and portal disagree about it. */
  async function disputed(database: TestDatabase, portal: PaymentPortal, amount: bigint): Promise<Hex> {
    const orderId = await house.order(amount);
    const { gateway } = portal.tools;
    const refund: typeof gateway.refund = async (wish) => ({ ...(await gateway.refund(wish)), amount: '987654' });
    portal.tools.gateway = { ...gateway, refund };
    expect(await ended(database, portal, orderId)).to.include({ state: 'failed', failure: 'BANK_AMOUNT_MISMATCH' });
    portal.tools.gateway = gateway;
    return orderId;
  }
  /** The REFUND that the ledger has of it. */
  async function said(database: TestDatabase, orderId: Hex) {
    const rows = database.store.readModel.selectFrom('internal_blocks').selectAll().where('subject', '=', orderId);
    return (await rows.where('kind', '=', KIND.REFUND).execute()).map((row) => decodeData('REFUND', toHex(row.data)));
  }
  /** The bank's word that it paid what was ordered, when it was ordered. */
  async function settling(database: TestDatabase, refundId: Hex, more: Partial<Settling> = {}): Promise<Settling> {
    const paidAt = BigInt((await refundOf(database, refundId))?.ordered_at ?? '0');
    return { refundId, amount: 3n * KOPECK, paidAt, reference: `bank ${refundId}`, ...more };
  }

  it('is decided once, of what the portal asked, by a reference of its own and a time that can be', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const { tools } = portal;
    await paid(database, portal, 9n * KOPECK);
    const [one, other] = [await disputed(database, portal, 3n * KOPECK), await disputed(database, portal, 3n * KOPECK)];
    const word = await settling(database, one);
    const wrong: [string, Partial<Settling>][] = [
      ['REFUND_UNKNOWN', { refundId: `${one}-7` }],
      ['PAID_AT_INVALID', { paidAt: BigInt(tools.nowSeconds()) + 3_600n }],
      ['PAID_AT_INVALID', { paidAt: word.paidAt - 1n }],
    ];
    for (const [code, more] of wrong)
      expect(await refusal(() => settleDispute(tools, { ...word, ...more }))).to.equal(code);
    const unknown = { refundId: `${one}-7`, reference: 'r' };
    expect(await refusal(() => releaseDispute(tools, unknown))).to.equal('REFUND_UNKNOWN');
    await settleDispute(tools, word);
    const used = await settling(database, other, { reference: word.reference });
    expect(await refusal(() => settleDispute(tools, used))).to.equal('REFERENCE_USED');
    for (const late of [
      () => settleDispute(tools, { ...word, reference: 'another' }),
      () => releaseDispute(tools, { refundId: one, reference: word.reference }),
    ])
      expect(await refusal(late)).to.equal('REFUND_NOT_DISPUTED');
    expect((await listDisputes(tools)).map(({ refundId }) => refundId)).to.deep.equal([other]);
    await portal.stop();
  });

  it('is told with what the bank holds, and turns health red where nobody decides for a day', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const { tools } = portal;
    const { nowSeconds } = tools;
    const { bank_payment_id: paymentId } = await paid(database, portal, 5n * KOPECK);
    expect((await disputedRefunds(tools)).waitsSeconds).to.equal(undefined);
    const orderId = await disputed(database, portal, 3n * KOPECK);
    const [dispute] = await listDisputes(tools);
    expect(dispute).to.deep.include({
      ...{ refundId: orderId, orderId, paymentId, amount: String(3n * KOPECK), failure: 'BANK_AMOUNT_MISMATCH' },
      bankRefundId: null,
    });
    expect(dispute?.bankSays).to.match(new RegExp(`^(succeeded|pending): 987654 RUB as .+ for ${orderId}$`));
    const fresh = await disputedRefunds(tools);
    expect(fresh.waitsSeconds).to.be.at.most(fresh.atMostSeconds);
    tools.nowSeconds = () => nowSeconds() + DAY + 1;
    const late = await disputedRefunds(tools);
    expect(late.waitsSeconds).to.be.above(late.atMostSeconds);
    expect(late.what).to.include('domledger portal refunds list');
    await portal.stop();
  });

  it('that was paid as ordered is said on the ledger, once, with the bank’s time, wherever the portal dies', async () => {
    await using database = await PGLITE.open();
    const crash = createCrashPoints();
    const portal = await open(database, crash);
    for (let at = 0; at < 24; at += 3) {
      await paid(database, portal, 3n * KOPECK);
      const orderId = await disputed(database, portal, 3n * KOPECK);
      const word = await settling(database, orderId);
      crash.arm(at);
      const settle = async (): Promise<boolean> => {
        try {
          await settleDispute(portal.tools, word);
          for (let round = 0; round < 3; round++) await portal.work();
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        return true;
      };
      await settle();
      crash.arm(Infinity);
      // Whoever ran the portal does not know whether it was taken, and says it again.
      await settle();
      expect(await ended(database, portal, orderId)).to.include({ state: 'recorded' });
      expect((await said(database, orderId)).map(({ paidAt }) => paidAt)).to.deep.equal([word.paidAt]);
    }
    await portal.stop();
  });

  it('that was paid in part is not said, and counts for the next order, which the bank pays the rest of', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const { tools } = portal;
    await paid(database, portal, 9n * KOPECK);
    const orderId = await disputed(database, portal, 3n * KOPECK);
    const word = await settling(database, orderId, { amount: KOPECK });
    expect(await settleDispute(tools, word)).to.deep.equal({ part: 'settled', order: 'failed' });
    for (let round = 0; round < 3; round++) await portal.work();
    expect(await said(database, orderId)).to.deep.equal([]);
    const again = await house.order(3n * KOPECK);
    expect(await ended(database, portal, again)).to.include({ state: 'recorded' });
    const parts = await database.store.portal
      .selectFrom('refund_parts')
      .select(['amount', 'evidence'])
      .where('order_id', '=', again)
      .orderBy('amount')
      .execute();
    expect(parts).to.deep.equal([
      { amount: String(KOPECK), evidence: word.reference },
      { amount: String(2n * KOPECK), evidence: null },
    ]);
    await portal.stop();
  });

  it('that was not paid frees the payment for the next order, and says nothing', async () => {
    await using database = await PGLITE.open();
    const portal = await open(database);
    const { tools } = portal;
    await paid(database, portal, 3n * KOPECK);
    const orderId = await disputed(database, portal, 3n * KOPECK);
    const held = await house.order(3n * KOPECK);
    expect(await ended(database, portal, held)).to.include({ state: 'failed', failure: 'NO_PAYMENT' });
    const word = { refundId: orderId, reference: 'letter 17' };
    for (let round = 0; round < 2; round++)
      expect(await releaseDispute(tools, word)).to.deep.equal({ part: 'refused', order: 'failed' });
    expect(await listDisputes(tools)).to.deep.equal([]);
    expect(await said(database, orderId)).to.deep.equal([]);
    // What the sandbox's bank did give counts there, so that it takes nothing more of this payment.
    const next = await house.order(3n * KOPECK);
    expect(await ended(database, portal, next)).to.include({ state: 'failed' });
    expect((await refundOf(database, next))?.failure).to.match(/^BANK_REFUSED/);
    await portal.stop();
  });
});
