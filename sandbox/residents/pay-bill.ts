import { z } from 'zod';
import { orderSchema, type Order } from '../../app/web/src/api/schemas.ts';
import { startPayment } from '../../app/web/src/resident/act/start-payment.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { formOf } from './page-form.ts';
import { until, type SandboxResident } from './resident.ts';

const ordersSchema = z.object({ payments: z.array(orderSchema) });

/** Pays through the portal: an order at the bank, confirmed on the bank's page as a person would, then the portal's block (S41, S45). */
export async function payBill(resident: SandboxResident, invoiceId: Hex, amount: bigint): Promise<Order> {
  const { payments } = await resident.api.get('/api/payments', ordersSchema);
  const standing = payments.filter(({ state, isReversed }) => state === 'recorded' && !isReversed);
  const paymentsSeen = standing.filter((order) => order.invoiceId === invoiceId).length;
  return finish(resident, await startPayment(resident.api, { invoiceId, amount, paymentsSeen }));
}

/** Brings every order that was begun to its end, whoever was away meanwhile. */
export async function finishPayments(resident: SandboxResident): Promise<void> {
  const { payments } = await resident.api.get('/api/payments', ordersSchema);
  for (const order of payments) {
    if (order.state !== 'recorded' && order.state !== 'failed' && order.state !== 'mismatch')
      await finish(resident, order);
  }
}

/** @throws InputError PAYMENT_FAILED */
async function finish(resident: SandboxResident, { orderId }: Order): Promise<Order> {
  let confirmed = false;
  return until(`payment ${orderId} is on the ledger`, async () => {
    const order = await resident.api.get(`/api/payments/${orderId}`, orderSchema);
    if (order.state === 'failed' || order.state === 'mismatch')
      throw new InputError('PAYMENT_FAILED', `The bank refused order ${orderId}.`);
    // The bank's address is known once the portal has reached the bank.
    if (!confirmed && order.state === 'pending' && order.redirectUrl !== null) {
      await confirm(resident, order.redirectUrl);
      confirmed = true;
    }
    return order.state === 'recorded' ? order : undefined;
  });
}

/** Says yes on the bank's page, unless it was said before. */
async function confirm(resident: SandboxResident, url: string): Promise<void> {
  const page = await resident.session.get(url);
  if (!page.body.includes('value="pay"')) return;
  const form = formOf(page, 'pay');
  await resident.session.submit(form.action, form.fields);
}
