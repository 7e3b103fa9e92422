import { orderSchema, type Order } from '../../app/web/src/api/schemas.ts';
import { startPayment } from '../../app/web/src/resident/start-payment.ts';
import { InputError } from '../../core/domain/errors.ts';
import type { Hex } from '../../core/domain/hex.ts';
import { formOf } from './page-form.ts';
import { until, type SandboxResident } from './resident.ts';

/** Pays through the portal: an order at the bank, confirmed on the bank's page as a person would, then the portal's block (S41, S45). */
export async function payBill(resident: SandboxResident, invoiceId: Hex, amount: bigint): Promise<Order> {
  const order = await startPayment(resident.api, { invoiceId, amount });
  if (order.redirectUrl !== null) {
    const form = formOf(await resident.session.get(order.redirectUrl), 'pay');
    await resident.session.submit(form.action, form.fields);
  }
  return until(`payment ${order.orderId} is on the ledger`, async () => {
    const current = await resident.api.get(`/api/payments/${order.orderId}`, orderSchema);
    if (current.state === 'failed') throw new InputError('PAYMENT_FAILED', `The bank refused order ${order.orderId}.`);
    return current.state === 'recorded' ? current : undefined;
  });
}
