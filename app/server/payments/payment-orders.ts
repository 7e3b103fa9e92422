import { randomBytes, randomUUID } from 'node:crypto';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import type { BillState } from '../../../core/domain/billing/payables/payable-book.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { PortalTables } from '../database/portal-tables.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { BankEvent } from './payment-gateway.ts';
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

/** The bank is asked about each of them again and again, so one account must not have any number. */
const OPEN_ORDERS_MAX = 50;

/**
 * Keeps a new order, with the salt of its payment reference, before the bank hears of it. The same key of the same account finds the order
 * that exists; without a key, an order under way for the same invoice and amount is the same wish.
 * @throws InputError AMOUNT_INVALID; IDEMPOTENCY_CONFLICT when the key was used for something else; TOO_MANY_ORDERS
 */
export async function keepOrder(args: {
  store: Store;
  accountId: string;
  invoiceId: Hex;
  amount: bigint;
  idempotencyKey: string | undefined;
  nowSeconds: number;
}): Promise<{ order: PaymentOrder; isNew: boolean }> {
  const { accountId, invoiceId, amount } = args;
  if (amount <= 0n || amount % AMOUNT_PER_MINOR !== 0n) {
    throw new InputError('AMOUNT_INVALID', 'A payment is a positive number of whole kopecks.');
  }
  return args.store.portal.transaction().execute(async (transaction) => {
    // One wish of an account after the other: two at once would both find nothing under way and be paid twice.
    await transaction
      .selectFrom('accounts')
      .select('account_id')
      .where('account_id', '=', accountId)
      .forUpdate()
      .execute();
    const under = await transaction
      .selectFrom('payment_orders')
      .selectAll()
      .where('account_id', '=', accountId)
      .where((where) =>
        args.idempotencyKey === undefined
          ? where.and([
              where('invoice_id', '=', invoiceId),
              where('amount', '=', amount.toString()),
              // The bank may have the money before the ledger has the block: that bill is being paid.
              where('state', 'in', ['initiated', 'pending', 'settled']),
            ])
          : where('idempotency_key', '=', args.idempotencyKey),
      )
      .executeTakeFirst();
    if (under !== undefined) {
      if (under.invoice_id !== invoiceId || BigInt(under.amount) !== amount) {
        throw new InputError(
          'IDEMPOTENCY_CONFLICT',
          'This Idempotency-Key was used for another payment. Use a new one.',
        );
      }
      return { order: under, isNew: false };
    }
    const { open } = await transaction
      .selectFrom('payment_orders')
      .select((expression) => expression.fn.countAll<string>().as('open'))
      .where('account_id', '=', accountId)
      .where('state', 'in', ['initiated', 'pending'])
      .executeTakeFirstOrThrow();
    if (Number(open) >= OPEN_ORDERS_MAX) {
      throw new InputError(
        'TOO_MANY_ORDERS',
        `${open} payments of this account wait at the bank. Pay or cancel them there before you order more.`,
      );
    }
    const orderId = randomUUID();
    const order = await transaction
      .insertInto('payment_orders')
      .values({
        order_id: orderId,
        account_id: accountId,
        invoice_id: invoiceId,
        amount,
        idempotency_key: args.idempotencyKey ?? orderId,
        reference_salt: toHex(randomBytes(32)),
        state: 'initiated',
        bank_payment_id: null,
        redirect_url: null,
        paid_at: null,
        payment_digest: null,
        failure: null,
        reversal: null,
        created_at: args.nowSeconds,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { order, isNew: true };
  });
}

export async function findOrder(store: Store, orderId: string): Promise<PaymentOrder | undefined> {
  return store.portal.selectFrom('payment_orders').selectAll().where('order_id', '=', orderId).executeTakeFirst();
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
    const id = event.orderId;
    const order = await (
      event.type.startsWith('refund.')
        ? transaction.selectFrom('refund_parts').select('order_id').where('refund_id', '=', id)
        : transaction.selectFrom('payment_orders').select('order_id').where('order_id', '=', id)
    ).executeTakeFirst();
    if (order === undefined) throw new InputError('ORDER_UNKNOWN', 'There is no such order here.');
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
