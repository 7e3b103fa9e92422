import { encodePayment } from '../../../../core/domain/billing/bill-settle.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';
import { bytes32 } from '../../../core/domain/billing/bill-sample.ts';
import { paymentData } from '../../../support/payment-data.ts';
import { nowSeconds } from '../../../support/world/actors.ts';
import type { PaidBill } from '../../support/paid-bill.ts';

/** Pays so much of a bill; gives the payment's id. */
export async function pay(bill: PaidBill, invoiceId: Hex, amount: bigint): Promise<Hex> {
  const { test, portal } = bill;
  const content = encodePayment({ amount, blinding: 5n, orderId: 'order', purpose: '' });
  const envelope = await test.seal(portal, 'PAYMENT', content, [test.me], invoiceId);
  const { networkHash } = domainOf(test.context.network);
  const ledger = test.context.network.contracts.billingLedger;
  const about = { networkHash, ledger, invoiceId, paymentReference: bytes32(1), paidAt: nowSeconds() };
  return test.record(
    portal,
    test.me.address,
    'PAYMENT',
    paymentData({ ...about, amount, blinding: 5n, envelope }),
    invoiceId,
  );
}

export function take({ test, resident }: PaidBill, invoiceId: Hex, paymentId: Hex): void {
  const data = { invoiceId, paymentId, settles: false, opening: 0n, envelope: '0x' as const };
  test.record(test.me, resident.address, 'RECEIPT', data, invoiceId);
}
