import type { Kysely } from 'kysely';
import type { PortalTables } from '../../database/portal-tables.ts';

/**
 * Keeps that the bank told of money for an order which does not wait for it, or not for that payment.
 * @returns whether it is to be looked at
 */
export async function keepTold(
  { portal }: { portal: Kysely<PortalTables> },
  told: { orderId: string; paymentId: string },
  nowSeconds: number,
): Promise<boolean> {
  const order = await portal
    .selectFrom('payment_orders')
    .select(['state', 'bank_payment_id'])
    .where('order_id', '=', told.orderId)
    .executeTakeFirst();
  if (order === undefined) return false;
  const isOwn = order.bank_payment_id === told.paymentId;
  if (isOwn && order.state !== 'failed') return false;
  const known = portal.selectFrom('mismatches').select('payment_id').where('payment_id', '=', told.paymentId);
  if ((await known.executeTakeFirst()) !== undefined) return false;
  await portal
    .insertInto('told_payments')
    .values({ payment_id: told.paymentId, order_id: told.orderId, told_at: nowSeconds })
    .onConflict((conflict) => conflict.column('payment_id').doNothing())
    .execute();
  return true;
}
