import { expect } from 'chai';
import fc from 'fast-check';
import {
  decodePayment,
  decodeReceipt,
  encodePayment,
  encodeReceipt,
  settlementOpening,
} from '../../../../core/domain/billing/bill-settle.ts';
import { commit, equalPoints, H, multiplyPoint, subtractPoints } from '../../../../core/domain/crypto/commitment.ts';
import { utf8 } from '../../../../core/domain/bytes/hex.ts';
import { refusal } from '../../../support/refusal.ts';
import { bytes32, sampleBill } from './bill-sample.ts';

describe('settlement', () => {
  it('does not settle a bill that is paid in part, or too much', () => {
    const { total, totalBlinding } = sampleBill();
    for (const amount of [total - 1000n, total + 1000n]) {
      const { settles, outstanding } = settlementOpening({
        total,
        totalBlinding,
        payments: [{ amount, blinding: 9n }],
      });
      expect(settles).to.equal(false);
      expect(outstanding).to.equal(total - amount);
    }
  });

  it('gives the scalar that opens what is left to zero', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 9n),
        fc.bigInt(1n, 1n << 250n),
        fc.bigInt(1n, 1n << 250n),
        (part, first, second) => {
          const { total, totalBlinding, totalPoint } = sampleBill();
          const paid = part % (total + 1n);
          const payments = [
            { amount: paid, blinding: first },
            { amount: total - paid, blinding: second },
          ];
          const { settles, opening } = settlementOpening({ total, totalBlinding, payments });
          const outstanding = payments.reduce(
            (rest, one) => subtractPoints(rest, commit(one.amount, one.blinding)),
            totalPoint,
          );
          expect(settles).to.equal(true);
          expect(equalPoints(outstanding, multiplyPoint(H, opening))).to.equal(true);
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe('payment and receipt contents', () => {
  const payment = {
    amount: 150_000n,
    blinding: 7n,
    orderId: 'order-1',
    purpose: 'Electricity 2026-10',
  };
  const receipt = {
    version: '1',
    invoiceId: bytes32(1),
    paymentId: bytes32(2),
    amount: '150000',
    total: '151000',
    paid: '150000',
    outstanding: '1000',
    allocation: ['150000', '0'],
  } as const;
  it('refuse other shapes', async () => {
    expect(await refusal(() => decodePayment(encodePayment({ ...payment, amount: 0n })))).to.equal('PAYMENT_INVALID');
    expect(await refusal(() => decodePayment(encodePayment({ ...payment, blinding: -1n })))).to.equal(
      'PAYMENT_INVALID',
    );
    expect(await refusal(() => decodePayment(utf8('{}')))).to.equal('PAYMENT_INVALID');
    expect(await refusal(() => decodeReceipt(utf8('{}')))).to.equal('RECEIPT_INVALID');
    expect(await refusal(() => decodeReceipt(encodeReceipt({ ...receipt, allocation: ['-1'] })))).to.equal(
      'RECEIPT_INVALID',
    );
  });
  it('come back as they went', () => {
    expect(decodePayment(encodePayment(payment))).to.deep.equal(payment);
    expect(decodeReceipt(encodeReceipt({ ...receipt, allocation: [...receipt.allocation] }))).to.deep.equal(receipt);
  });
});
