import { paymentData } from '../support/payment-data.ts';
import { expect } from 'chai';
import { issueBills } from '../../biller/decide/issue-bills.ts';
import { issueReceipts } from '../../biller/decide/issue-receipts.ts';
import { encodePayment } from '../../core/domain/billing/bill-settle.ts';
import { encodeBill } from '../../core/domain/billing/bill.ts';
import { parsePrice } from '../../core/domain/billing/rates/parse-price.ts';
import { contractSubjectHash, encodeContractContent } from '../../core/domain/billing/contract-terms.ts';
import { fromHex, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { commit } from '../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { LABEL, ROLE } from '../../core/domain/ledger/kinds.ts';
import { OFFER_LIFE } from '../../core/domain/limits.ts';
import { bytes32, normTerms, NOVEMBER, sampleBill, upkeepTerms } from '../core/domain/billing/bill-sample.ts';
import { newAccount, nowSeconds } from '../support/world/actors.ts';
import { said, testContext } from './support/desk.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';

/** The sizes of a bill's INVOICE and RECEIPT as the biller makes them, and its total: upkeep of an area, October 2026. */
async function sizesOf(area: string, price: string): Promise<{ total: bigint; invoice: number; receipt: number }> {
  const test = testContext({ role: 'company' });
  const [resident, portal] = [newAccount(), newAccount()];
  const { me } = test;
  test.admit(me, ROLE.company);
  test.admit(resident, ROLE.subscriber);
  test.record(me, me.address, 'RATE', { resource: 6, zone: 0, ...parsePrice(price), validFrom: 0n });
  const content = {
    salt: bytes32(1),
    terms: upkeepTerms({ provider: me.address, subscriber: resident.address, area }),
  };
  const readers = [me, resident];
  const offered = await test.seal(me, 'OFFER', encodeContractContent(content), readers);
  const offer = { resource: 6, meterId: ZERO_32, validUntil: nowSeconds() + OFFER_LIFE, envelope: offered };
  const contractId = test.record(me, resident.address, 'OFFER', offer);
  for (const [party, other] of [
    [me, resident],
    [resident, me],
  ] as const) {
    const envelope = await test.seal(party, 'COPY', encodeContractContent(content), readers, contractId);
    const copy = { contractId, subjectHash: contractSubjectHash(content), meterIds: [], envelope };
    test.record(party, other.address, 'COPY', copy, contractId);
  }
  const [bill] = (await said(await issueBills(test.context, NOVEMBER))).values();
  if (bill === undefined) throw new Error(`no bill: ${test.faults.join()}`);
  test.record(me, resident.address, 'INVOICE', decodeData('INVOICE', bill.data), bill.subject);
  const [invoice] = test.context.state.invoices.values();
  if (invoice === undefined) throw new Error('no invoice');
  const { total } = await test.context.decryptor.invoice(invoice);
  if (total > 0n) {
    const paid = encodePayment({ amount: total, blinding: 5n, orderId: 'order', purpose: '' });
    const envelope = await test.seal(portal, 'PAYMENT', paid, readers, invoice.invoiceId);
    const { invoiceId } = invoice;
    const payment = { ledger: test.context.network.contracts.contractLedger, invoiceId, amount: total, blinding: 5n };
    const { networkHash } = domainOf(test.context.network);
    const data = paymentData({ networkHash, ...payment, paymentReference: bytes32(1), paidAt: 1n, envelope });
    test.record(portal, me.address, 'PAYMENT', data, invoiceId);
  }
  const [receipt] = (await said(await issueReceipts(test.context))).values();
  if (receipt === undefined) throw new Error(`no receipt: ${test.faults.join()}`);
  expect(paddedSize(decodeData('INVOICE', bill.data).envelope)).to.equal(2_048);
  return { total, invoice: bill.data.length, receipt: receipt.data.length };
}

/** Of the content of an envelope for two. */
function paddedSize(envelope: Hex): number {
  const wrapped = 161;
  return fromHex(envelope).length - (34 + 2 * (22 + wrapped) + 12 + 16);
}

describe("the lengths of a biller's blocks", () => {
  it('refuse to tell amounts: M5, bills of nothing, of 15, of 16 and of 21 digits have INVOICE and RECEIPT of one size', async () => {
    const all = [
      await sizesOf('5', '0'),
      await sizesOf('9.99', '90'),
      await sizesOf('54.30', '32.15'),
      await sizesOf('1054.37', '314159.26535'),
    ];
    expect(all.map(({ total }) => String(total).length)).to.deep.equal([1, 15, 16, 21]);
    expect(new Set(all.map(({ invoice }) => invoice)).size).to.equal(1);
    expect(new Set(all.map(({ receipt }) => receipt)).size).to.equal(1);
  });

  it('refuse to tell amounts of a bill of many lines, whose receipt has room for all of them', async () => {
    const test = testContext({ role: 'provider' });
    const resident = newAccount();
    test.admit(test.me, ROLE.provider);
    test.admit(resident, ROLE.subscriber);
    const terms = normTerms({ provider: test.me.address, subscriber: resident.address, norm: '0' });
    const { content, invoiceData, invoiceId } = sampleBill({ terms, registers: [], termsRate: 1n });
    const more = Array.from({ length: 9 }, () => ({ label: '8', text: '', amount: '0', blinding: '3' }));
    const bill = encodeBill({ ...content, declared: [...content.declared, ...more] });
    const committed = more.map(() => ({ label: LABEL.other, commitment: commit(0n, 3n) }));
    const declared = [...invoiceData.declared, ...committed];
    const envelope = await test.seal(test.me, 'INVOICE', bill, [test.me], invoiceId);
    test.record(test.me, resident.address, 'INVOICE', { ...invoiceData, declared, envelope }, invoiceId);
    const [receipt] = (await said(await issueReceipts(test.context))).values();
    expect(test.faults).to.deep.equal([]);
    expect(paddedSize(decodeData('RECEIPT', receipt?.data ?? '0x').envelope)).to.equal(1_024);
  });
});
