import { expect } from 'chai';
import { issueReceipts } from '../../biller/decide/issue-receipts.ts';
import { AMOUNT_PER_MINOR } from '../../core/domain/billing/money.ts';
import { commit, mod } from '../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { ZERO_32 } from '../../core/domain/bytes/hex.ts';
import { openedAccount, openMoney } from '../../biller/decide/open-money.ts';
import { REFUSAL } from '../../core/domain/ledger/kinds.ts';
import { said } from './support/desk.ts';
import { deskWithBill, payBill } from './support/paid-bill.ts';

describe('issuing receipts', () => {
  it('refuses a payment that does not open, with the reason, and does not stop at it', async () => {
    const bill = await deskWithBill('4.745');
    const bad = await payBill(bill, AMOUNT_PER_MINOR, 2n * AMOUNT_PER_MINOR);
    const good = await payBill(bill, bill.draft.total);
    const receipts = await said(await issueReceipts(bill.test.context));
    expect([...receipts.keys()]).to.deep.equal([`refuse:${bad}`, `receipt:${good}`]);
    const refused = decodeData('PAYMENT_REFUSED', receipts.get(`refuse:${bad}`)?.data ?? '0x');
    expect(refused).to.deep.include({ paymentId: bad, reason: REFUSAL.unreadable });
    expect(decodeData('RECEIPT', receipts.get(`receipt:${good}`)?.data ?? '0x').settles).to.equal(true);
    const effect = 'refused with a reason';
    expect(bill.test.alarms).to.deep.include({ kind: 'PAYMENT', code: 'PAYMENT_NOT_OPENED', effect });
  });

  it('does not settle a bill that was paid too much, but carries the rest into the account at once', async () => {
    const bill = await deskWithBill('4.745');
    const payment = await payBill(bill, bill.draft.total + AMOUNT_PER_MINOR);
    const [receipt] = (await said(await issueReceipts(bill.test.context))).values();
    expect(decodeData('RECEIPT', receipt?.data ?? '0x')).to.deep.include({
      paymentId: payment,
      settles: false,
      opening: 0n,
    });
    const { invoiceId } = bill.draft;
    const took = { invoiceId, paymentId: payment, settles: false, opening: 0n, envelope: '0x' as const };
    bill.test.record(bill.test.me, bill.resident.address, 'RECEIPT', took);
    const after = await said(await issueReceipts(bill.test.context));
    expect([...after.keys()]).to.deep.equal([`carry:${invoiceId}`]);
    expect(decodeData('CARRY', after.get(`carry:${invoiceId}`)?.data ?? '0x')).to.deep.equal({ invoiceId });
    bill.test.record(bill.test.me, bill.resident.address, 'CARRY', { invoiceId });
    expect(await issueReceipts(bill.test.context)).to.deep.equal([]);
  });

  it('gives a receipt for a payment that was deemed taken, and settles by it', async () => {
    const bill = await deskWithBill('4.745');
    const { invoiceId, total, totalBlinding } = bill.draft;
    const paymentId = await payBill(bill, total);
    bill.test.record(bill.portal, bill.test.me.address, 'PAYMENT_DEEMED', { invoiceId, paymentId });
    const receipt = (await said(await issueReceipts(bill.test.context))).get(`receipt:${paymentId}`);
    const settled = { paymentId, settles: true, opening: mod(totalBlinding - 5n) };
    expect(decodeData('RECEIPT', receipt?.data ?? '0x')).to.deep.include(settled);
  });

  it('takes a second payment of the whole into the account of a settled bill', async () => {
    const bill = await deskWithBill('4.745');
    const { invoiceId, total, totalBlinding } = bill.draft;
    const first = await payBill(bill, total);
    const second = await payBill(bill, total);
    const receipts = await said(await issueReceipts(bill.test.context));
    const settles = [first, second].map((id) => decodeData('RECEIPT', receipts.get(`receipt:${id}`)?.data ?? '0x'));
    expect(settles.map((one) => one.settles)).to.deep.equal([true, false]);
    for (const data of settles) bill.test.record(bill.test.me, bill.resident.address, 'RECEIPT', data);
    const { book } = bill.test.context.state;
    expect(book.bills.get(invoiceId)?.outstanding).to.deep.equal(commit(0n, totalBlinding - 5n));
    expect(book.accounts.get(bill.draft.content.contractId)).to.deep.equal(commit(-total, -5n));
    const money = await openMoney(bill.test.context, bill.draft.content.contractId);
    expect(openedAccount(bill.test.context, money, bill.draft.content.contractId)).to.deep.equal({
      value: -total,
      blinding: mod(-5n),
    });
  });

  it('does not answer a payment that it refused, or that was reversed', async () => {
    const bill = await deskWithBill('4.745');
    const { invoiceId, total } = bill.draft;
    const [refused, reversed] = [await payBill(bill, AMOUNT_PER_MINOR), await payBill(bill, total)];
    const said = { invoiceId, paymentId: refused, reason: 3, envelope: '0x' as const };
    bill.test.record(bill.test.me, bill.resident.address, 'PAYMENT_REFUSED', said);
    bill.test.record(bill.portal, bill.test.me.address, 'PAYMENT_REVERSED', {
      invoiceId,
      paymentId: reversed,
      reason: 1,
    });
    expect(await issueReceipts(bill.test.context)).to.deep.equal([]);
  });

  it('does not give a second receipt for a payment that has one', async () => {
    const bill = await deskWithBill('4.745');
    const paymentId = await payBill(bill, AMOUNT_PER_MINOR);
    const { invoiceId } = bill.draft;
    bill.test.record(bill.test.me, bill.resident.address, 'RECEIPT', {
      invoiceId,
      paymentId,
      settles: false,
      opening: 0n,
      envelope: '0x',
    });
    expect(await issueReceipts(bill.test.context)).to.deep.equal([]);
  });

  it('settles with the last of several payments that wait', async () => {
    const bill = await deskWithBill('4.745');
    await payBill(bill, AMOUNT_PER_MINOR);
    const last = await payBill(bill, bill.draft.total - AMOUNT_PER_MINOR);
    const receipts = [...(await said(await issueReceipts(bill.test.context))).values()].map((one) =>
      decodeData('RECEIPT', one?.data ?? '0x'),
    );
    expect(receipts.map(({ settles }) => settles)).to.deep.equal([false, true]);
    expect(receipts[1]).to.deep.include({ paymentId: last, opening: mod(bill.draft.totalBlinding - 10n) });
  });

  it('settles a bill that asks for nothing, without a payment', async () => {
    const bill = await deskWithBill('0');
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
