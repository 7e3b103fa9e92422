import { expect } from 'chai';
import { creditOf, makeRefundOrder, makeTaking, makeVoid } from '../../../biller/commands/bill-commands.ts';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { INFINITY } from '../../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND, REFUSAL, VOID_REASON } from '../../../core/domain/ledger/kinds.ts';
import { ORDER_LIFE } from '../../../core/domain/limits.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { bytes32, sampleBill, sampleRegisters } from '../../core/domain/billing/bill-sample.ts';
import { refusal } from '../../support/refusal.ts';
import { deskWithBill, payBill, type PaidBill } from '../support/paid-bill.ts';

const PER = AMOUNT_PER_MINOR;

/** A desk whose one bill was paid by so much more than it asked for, and that is in the account. */
async function overpaid(more: bigint): Promise<PaidBill & { contractId: Hex }> {
  const bill = await deskWithBill('4.745');
  const { test, draft, resident } = bill;
  const paymentId = await payBill(bill, draft.total + more);
  const said = { invoiceId: draft.invoiceId, paymentId, settles: false, opening: 0n, envelope: '0x' as const };
  test.record(test.me, resident.address, 'RECEIPT', said);
  test.record(test.me, resident.address, 'CARRY', { invoiceId: draft.invoiceId });
  return { ...bill, contractId: draft.content.contractId };
}

describe('withdrawing a bill by hand', () => {
  it('names the sum of its lines, and is refused for one that is settled or withdrawn', async () => {
    const { test, draft, resident } = await deskWithBill('4.745');
    const { invoiceId } = draft;
    const said = makeVoid(test.context, { invoiceId, reason: VOID_REASON.contract });
    expect(said).to.include({ kind: KIND.VOID, to: resident.address, subject: invoiceId });
    const data = decodeData('VOID', said.data);
    expect(data).to.deep.include({ invoiceId, ranges: [], reason: VOID_REASON.contract });
    expect(data.lines).to.deep.equal(test.context.state.book.bills.get(invoiceId)?.lines);
    expect(data.lines).to.not.deep.equal(INFINITY);
    test.record(test.me, resident.address, 'VOID', data, invoiceId);
    expect(await refusal(() => makeVoid(test.context, { invoiceId, reason: 1 }))).to.equal('BILL_STATE');
    expect(await refusal(() => makeVoid(test.context, { invoiceId: ZERO_32, reason: 1 }))).to.equal('BILL_UNKNOWN');
  });

  it('is refused while a later bill counts on from its last register, and names two lines of one channel in their order', async () => {
    const { test, draft } = await deskWithBill('4.745');
    const { state } = test.context;
    const { invoiceId } = draft;
    const invoice = state.invoices.get(invoiceId);
    const [line] = sampleBill({ registers: sampleRegisters() }).invoiceData.metered;
    if (invoice === undefined || line === undefined) throw new Error('the desk has a bill, the sample a line');
    const [first, second] = [
      { ...line, openSequence: 3n, closeSequence: 7n },
      { ...line, openSequence: 7n, closeSequence: 9n },
    ];
    state.invoices.set(invoiceId, { ...invoice, data: { ...invoice.data, metered: [first, second] } });
    const channel = channelOf(line.meterId, line.obis);
    for (const billed of [7n, 12n]) {
      state.billedThrough.set(channel, billed);
      expect(await refusal(() => makeVoid(test.context, { invoiceId, reason: 1 }))).to.equal('BILL_NOT_NEWEST');
    }
    state.billedThrough.set(channel, 9n);
    expect(decodeData('VOID', makeVoid(test.context, { invoiceId, reason: 1 }).data).ranges).to.deep.equal([
      { channel, openSequence: 3n, closeSequence: 7n },
      { channel, openSequence: 7n, closeSequence: 9n },
    ]);
    expect(state.billedThrough.get(channel)).to.equal(9n);
  });
});

describe('taking a payment by hand', () => {
  it('gives the receipt for one that was refused, and for no other', async () => {
    const bill = await deskWithBill('4.745');
    const { test, draft, resident } = bill;
    const { invoiceId } = draft;
    const paymentId = await payBill(bill, draft.total);
    const other = await payBill(bill, PER);
    const refused = { invoiceId, paymentId, reason: REFUSAL.notArrived, envelope: '0x' as const };
    test.record(test.me, resident.address, 'PAYMENT_REFUSED', refused);
    const said = decodeData('RECEIPT', (await makeTaking(test.context, paymentId)).data);
    expect(said).to.deep.include({ invoiceId, paymentId, settles: true });
    test.record(test.me, resident.address, 'RECEIPT', said);
    expect(await refusal(() => makeTaking(test.context, paymentId))).to.equal('PAYMENT_STATE');
    expect(await refusal(() => makeTaking(test.context, ZERO_32))).to.equal('PAYMENT_UNKNOWN');
    expect(decodeData('RECEIPT', (await makeTaking(test.context, other)).data).settles).to.equal(false);
  });

  it('says so where the payment does not open', async () => {
    const bill = await deskWithBill('4.745');
    const paymentId = await payBill(bill, PER, 2n * PER);
    expect(await refusal(() => makeTaking(bill.test.context, paymentId))).to.equal('PAYMENT_NOT_OPENED');
  });
});

describe('ordering to give money back', () => {
  it('is for what the account holds in whole minor units, less what is ordered already', async () => {
    const bill = await overpaid(5n * PER);
    const { contractId, test } = bill;
    const { context } = test;
    expect(await creditOf(context, contractId)).to.equal(5n * PER);
    for (const amount of [0n, -PER, PER / 2n, 6n * PER])
      expect(await refusal(() => makeRefundOrder(context, { contractId, amount }))).to.equal('REFUND_AMOUNT');
    const said = await makeRefundOrder(context, { contractId, amount: 2n * PER });
    expect(said).to.include({ kind: KIND.REFUND_ORDER, to: bill.resident.address, subject: contractId });
    test.record(test.me, bill.resident.address, 'REFUND_ORDER', decodeData('REFUND_ORDER', said.data), contractId);
    expect(await creditOf(context, contractId)).to.equal(3n * PER);
    const rest = await makeRefundOrder(context, { contractId });
    test.record(test.me, bill.resident.address, 'REFUND_ORDER', decodeData('REFUND_ORDER', rest.data), contractId);
    expect(await creditOf(context, contractId)).to.equal(0n);
    expect(await refusal(() => makeRefundOrder(context, { contractId }))).to.equal('REFUND_AMOUNT');
  });

  it('counts an order that nobody carried out in time no more', async () => {
    const { contractId, test, resident } = await overpaid(5n * PER);
    const said = await makeRefundOrder(test.context, { contractId });
    test.record(test.me, resident.address, 'REFUND_ORDER', decodeData('REFUND_ORDER', said.data), contractId);
    const later = { ...test.context, now: () => test.context.now() + ORDER_LIFE };
    expect(await creditOf(later, contractId)).to.equal(0n);
    const muchLater = { ...test.context, now: () => test.context.now() + ORDER_LIFE + 2n * 86_400n };
    expect(await creditOf(muchLater, contractId)).to.equal(5n * PER);
  });

  it('is refused where nothing was billed, or nothing is held', async () => {
    const { test, draft } = await deskWithBill('4.745');
    const { contractId } = draft.content;
    expect(await refusal(() => makeRefundOrder(test.context, { contractId }))).to.equal('REFUND_AMOUNT');
    expect(await refusal(() => makeRefundOrder(test.context, { contractId: bytes32(9) }))).to.equal('CONTRACT_UNKNOWN');
  });
});
