import { expect } from 'chai';
import { issueReceipts } from '../../biller/decide/issue-receipts.ts';
import { AMOUNT_PER_MINOR } from '../../core/domain/billing/money.ts';
import type { BillDraft } from '../../core/domain/billing/bill-draft.ts';
import { encodePayment } from '../../core/domain/billing/bill-settle.ts';
import { encodeBill } from '../../core/domain/billing/bill.ts';
import { commit, mod } from '../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { bytes32, normTerms, sampleBill } from '../core/domain/billing/bill-sample.ts';
import { newAccount } from '../support/world/actors.ts';
import { said, testContext, type TestContext } from './support/desk.ts';

describe('issuing receipts', () => {
  const resident = newAccount();
  const portal = newAccount();

  async function withBill(norm: string): Promise<{ test: TestContext; draft: BillDraft }> {
    const test = testContext({ role: 'provider' });
    test.admit(test.me, ROLE.provider);
    test.admit(resident, ROLE.subscriber);
    const terms = normTerms({ provider: test.me.address, subscriber: resident.address, norm });
    const draft = sampleBill({ terms, registers: [], termsRate: 53_170_000_000n });
    const envelope = await test.seal(test.me, 'INVOICE', encodeBill(draft.content), [test.me], draft.invoiceId);
    test.record(test.me, resident.address, 'INVOICE', { ...draft.invoiceData, envelope }, draft.invoiceId);
    return { test, draft };
  }
  async function pay(
    { test, draft }: { test: TestContext; draft: BillDraft },
    amount: bigint,
    held = amount,
  ): Promise<Hex> {
    const content = encodePayment({ amount, blinding: 5n, orderId: 'order', paidAt: 1n, purpose: '' });
    const { invoiceId } = draft;
    const envelope = await test.seal(portal, 'PAYMENT', content, [test.me], invoiceId);
    const data = { invoiceId, commitment: commit(held, 5n), paymentReference: bytes32(1), envelope };
    return test.record(portal, test.me.address, 'PAYMENT', data, invoiceId);
  }

  it('gives none for a payment that does not open, and does not settle by the others', async () => {
    const bill = await withBill('4.745');
    await pay(bill, AMOUNT_PER_MINOR, 2n * AMOUNT_PER_MINOR);
    const good = await pay(bill, bill.draft.total);
    const receipts = await said(await issueReceipts(bill.test.context));
    expect([...receipts.keys()]).to.deep.equal([`receipt:${good}`]);
    expect(decodeData('RECEIPT', receipts.get(`receipt:${good}`)?.data ?? '0x').settles).to.equal(false);
    expect(bill.test.alarms).to.deep.include({ kind: 'PAYMENT', code: 'PAYMENT_NOT_OPENED', effect: 'no receipt' });
  });

  it('does not settle a bill that was paid too much', async () => {
    const bill = await withBill('4.745');
    const payment = await pay(bill, bill.draft.total + AMOUNT_PER_MINOR);
    const [receipt] = (await said(await issueReceipts(bill.test.context))).values();
    expect(decodeData('RECEIPT', receipt?.data ?? '0x')).to.deep.include({
      paymentId: payment,
      settles: false,
      opening: 0n,
    });
  });

  it('does not give a second receipt for a payment that has one', async () => {
    const bill = await withBill('4.745');
    const paymentId = await pay(bill, AMOUNT_PER_MINOR);
    const { invoiceId } = bill.draft;
    bill.test.record(bill.test.me, resident.address, 'RECEIPT', {
      invoiceId,
      paymentId,
      settles: false,
      opening: 0n,
      envelope: '0x',
    });
    expect(await issueReceipts(bill.test.context)).to.deep.equal([]);
  });

  it('settles with the last of several payments that wait', async () => {
    const bill = await withBill('4.745');
    await pay(bill, AMOUNT_PER_MINOR);
    const last = await pay(bill, bill.draft.total - AMOUNT_PER_MINOR);
    const receipts = [...(await said(await issueReceipts(bill.test.context))).values()].map((one) =>
      decodeData('RECEIPT', one?.data ?? '0x'),
    );
    expect(receipts.map(({ settles }) => settles)).to.deep.equal([false, true]);
    expect(receipts[1]).to.deep.include({ paymentId: last, opening: mod(bill.draft.totalBlinding - 10n) });
  });

  it('settles a bill that asks for nothing, without a payment', async () => {
    const bill = await withBill('0');
    expect(bill.draft.total).to.equal(0n);
    const [receipt] = (await said(await issueReceipts(bill.test.context))).values();
    const opening = bill.draft.totalBlinding;
    expect(decodeData('RECEIPT', receipt?.data ?? '0x')).to.deep.include({
      paymentId: ZERO_32,
      settles: true,
      opening,
    });
  });
});
