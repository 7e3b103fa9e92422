import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { BillState } from '../../../core/domain/billing/payables/payable-book.ts';
import type { Kysely, Selectable } from 'kysely';
import { fromHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { saltedHash } from '../../../core/domain/ledger/ids.ts';
import type { PortalTables } from '../database/portal-tables.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { BankEvent } from './payment-gateway.ts';
import { keepTold } from './mismatches/keep-told.ts';
import type { Store } from '../database/store.ts';

export type PaymentOrder = Selectable<PortalTables['payment_orders']>;

/** An invoice that a resident wants to pay. */
export type Payable = { invoiceId: Hex; ledger: Hex; issuer: Hex; subscriber: Hex; period: number; state: BillState };

export async function findPayable(readModel: Kysely<ReadModelTables>, invoiceId: Hex): Promise<Payable | undefined> {
  const row = await readModel.selectFrom('invoices').selectAll().where('invoice_id', '=', invoiceId).executeTakeFirst();
  if (row === undefined) return undefined;
  const { ledger, issuer, subscriber, period, state } = row;
  return { invoiceId, ledger, issuer, subscriber, period, state };
}

export async function findOrder(store: Store, orderId: string): Promise<PaymentOrder | undefined> {
  return store.portal.selectFrom('payment_orders').selectAll().where('order_id', '=', orderId).executeTakeFirst();
}

/** The PAYMENT that the ledger has of an order, whichever block it came in: a database from a backup knows none of those that are younger. */
export async function paymentOnLedger(
  { readModel }: Store,
  order: Pick<PaymentOrder, 'order_id' | 'reference_salt'>,
): Promise<Hex | undefined> {
  const found = await readModel
    .selectFrom('payments')
    .select('payment_id')
    .where('payment_reference', '=', saltedHash(fromHex(order.reference_salt), order.order_id))
    .executeTakeFirst();
  return found?.payment_id;
}

/** Deliveries are remembered for longer than they are young enough to be taken. */
const KEEP_DELIVERIES_SECONDS = 3_600;

/**
 * Keeps a verified event before it is acknowledged.
 * @returns false when the event was known already
 * @throws InputError WEBHOOK_REPLAYED for a delivery that was taken before; ORDER_UNKNOWN
 */
export async function keepEvent(store: Store, event: BankEvent, nowSeconds: number): Promise<boolean> {
  return store.portal.transaction().execute(async (transaction) => {
    if (!(await isOurs(transaction, event))) throw new InputError('ORDER_UNKNOWN', 'There is no such order here.');
    await transaction
      .deleteFrom('bank_deliveries')
      .where('received_at', '<', (nowSeconds - KEEP_DELIVERIES_SECONDS).toString())
      .execute();
    const delivery = await transaction
      .insertInto('bank_deliveries')
      .values({ delivery_id: event.deliveryId, received_at: nowSeconds })
      .onConflict((conflict) => conflict.column('delivery_id').doNothing())
      .returning('delivery_id')
      .executeTakeFirst();
    if (delivery === undefined)
      throw new InputError('WEBHOOK_REPLAYED', 'This delivery was taken already. Send the event under a new jti.');
    const kept = await transaction
      .insertInto('bank_events')
      .values({ event_id: event.eventId, order_id: event.orderId, type: event.type, received_at: nowSeconds })
      .onConflict((conflict) => conflict.column('event_id').doNothing())
      .returning('event_id')
      .executeTakeFirst();
    if (event.type === 'payment.succeeded') await keepTold({ portal: transaction }, event, nowSeconds);
    if (kept !== undefined && event.type === 'payment.reversed')
      await transaction
        .updateTable('payment_orders')
        .set({ reversal: 'told' })
        .where('order_id', '=', event.orderId)
        .where('reversal', 'is', null)
        .execute();
    return kept !== undefined;
  });
}

async function isOurs(portal: Kysely<PortalTables>, { type, orderId }: BankEvent): Promise<boolean> {
  const found = type.startsWith('refund.')
    ? [
        portal.selectFrom('refund_parts').select('refund_id').where('refund_id', '=', orderId),
        portal.selectFrom('mismatches').select('refund_name').where('refund_name', '=', orderId),
      ]
    : [portal.selectFrom('payment_orders').select('order_id').where('order_id', '=', orderId)];
  for (const query of found) if ((await query.executeTakeFirst()) !== undefined) return true;
  return false;
}
