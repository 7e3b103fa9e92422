import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { inTransaction } from '../../core/runtime/sqlite.ts';
import { openMisbehaviour, type Misbehaviour } from './misbehave.ts';
import { openRefunds, type BookedRefund, type NewRefund } from './refunds.ts';
import { openRegister, type Register } from './register.ts';
import type { DatabaseSync } from 'node:sqlite';

export const BANK_MIGRATIONS = join(import.meta.dirname, 'migrations');

/** `amount` in whole minor units. */
export type BookedOrder = {
  id: string;
  orderId: string;
  /** reversed: the money was taken back after it had been paid. */
  state: 'pending' | 'succeeded' | 'cancelled' | 'reversed';
  amount: string;
  currency: string;
  purpose: string;
  returnUrl: string;
  paidAt: string | null;
};
export type NewOrder = Pick<BookedOrder, 'orderId' | 'amount' | 'currency' | 'purpose' | 'returnUrl'>;
export type DueEvent = {
  eventId: string;
  id: string;
  orderId: string;
  type: string;
  occurredAt: string;
  deliveries: number;
};

/** The bank's durable book: an order and the event that tells of it are kept together. */
export type BankBook = {
  /** The same order id again gives the order that exists. @throws InputError ORDER_CONFLICT when it differs */
  open(order: NewOrder, idempotenceKey: string): BookedOrder;
  find(id: string): BookedOrder | undefined;
  /** Pays or cancels a pending order; a decided one stays as it is. */
  decide(id: string, state: 'succeeded' | 'cancelled'): BookedOrder;
  /** Takes back what was paid; what was not paid stays as it is. */
  reverse(id: string): BookedOrder;
  /** Gives back at once, or refuses where more would be given back than was paid. The same refund id again gives what became of it. @throws InputError ORDER_CONFLICT when it differs */
  refund(refund: NewRefund): BookedRefund;
  findRefund(id: string): BookedRefund | undefined;
  readonly register: Register;
  readonly misbehave: Misbehaviour;
  /** Events to be delivered now. */
  due(nowMs: number): DueEvent[];
  delivered(eventId: string, acknowledged: boolean, nextMs: number): void;
  /** Deliveries still owed. */
  owed(): number;
};

export function openBankBook(database: DatabaseSync, nowMs: () => number): BankBook {
  const byId = database.prepare('select * from orders where id = ?');
  const byOrderId = database.prepare('select * from orders where order_id = ? order by rowid limit 1');
  const insert = database.prepare(
    "insert into orders (id, order_id, state, amount, currency, purpose, return_url) values (?, ?, 'pending', ?, ?, ?, ?)",
  );
  const settle = database.prepare("update orders set state = ?, paid_at = ? where id = ? and state = 'pending'");
  const reversal = database.prepare("update orders set state = 'reversed' where id = ? and state = 'succeeded'");
  const tell = database.prepare(
    'insert into events (event_id, id, order_id, type, occurred_at, due_ms) values (?, ?, ?, ?, ?, ?)',
  );
  const refunds = openRefunds(database);
  const due = database.prepare('select * from events where acknowledged = 0 and due_ms <= ? order by rowid');
  const delivered = database.prepare(
    'update events set deliveries = deliveries + 1, acknowledged = ?, due_ms = ? where event_id = ?',
  );
  const owed = database.prepare('select count(*) as n from events where acknowledged = 0');
  const seconds = (): string => Math.floor(nowMs() / 1000).toString();
  const note = (id: string, orderId: string, type: string): void =>
    void tell.run(randomUUID(), id, orderId, type, seconds(), nowMs());

  const find = (id: string): BookedOrder | undefined => toOrder(byId.get(id));
  return {
    find,
    open(order, idempotenceKey) {
      if (idempotenceKey !== order.orderId) {
        throw new InputError('IDEMPOTENCE_KEY_INVALID', 'Send the order id as Idempotence-Key.');
      }
      return inTransaction(database, () => {
        const before = toOrder(byOrderId.get(order.orderId));
        if (before !== undefined) {
          if (before.amount !== order.amount || before.currency !== order.currency) {
            throw new InputError('ORDER_CONFLICT', `Order ${order.orderId} exists with another amount.`);
          }
          return before;
        }
        const id = `pay_${randomBytes(12).toString('hex')}`;
        insert.run(id, order.orderId, order.amount, order.currency, order.purpose, order.returnUrl);
        note(id, order.orderId, 'payment.pending');
        return known(find(id), id);
      });
    },
    decide(id, state) {
      return inTransaction(database, () => {
        const changed = settle.run(state, state === 'succeeded' ? seconds() : null, id).changes > 0;
        const order = known(find(id), id);
        if (changed) note(id, order.orderId, `payment.${state}`);
        return order;
      });
    },
    reverse(id) {
      return inTransaction(database, () => {
        const changed = reversal.run(id).changes > 0;
        const order = known(find(id), id);
        if (changed) note(id, order.orderId, 'payment.reversed');
        return order;
      });
    },
    refund(wish) {
      return inTransaction(database, () => {
        const before = refunds.named(wish.refundId);
        if (before !== undefined) {
          if (before.amount !== wish.amount || before.paymentId !== wish.paymentId)
            throw new InputError('ORDER_CONFLICT', `Refund ${wish.refundId} exists with another amount or payment.`);
          return before;
        }
        const made = refunds.add(wish, find(wish.paymentId), seconds());
        note(made.id, wish.refundId, `refund.${made.state}`);
        return made;
      });
    },
    findRefund: (id) => refunds.find(id),
    register: openRegister(database),
    misbehave: openMisbehaviour(database, { seconds, note }),
    due: (now) =>
      due.all(now).map((row) => ({
        eventId: String(row['event_id']),
        id: String(row['id']),
        orderId: String(row['order_id']),
        type: String(row['type']),
        occurredAt: String(row['occurred_at']),
        deliveries: Number(row['deliveries']),
      })),
    delivered: (eventId, acknowledged, nextMs) => void delivered.run(acknowledged ? 1 : 0, Math.round(nextMs), eventId),
    owed: () => Number(owed.get()?.['n'] ?? 0),
  };
}

function known(order: BookedOrder | undefined, id: string): BookedOrder {
  if (order === undefined) throw new InputError('ORDER_UNKNOWN', `There is no payment ${id}.`);
  return order;
}

function toOrder(row: Record<string, unknown> | undefined): BookedOrder | undefined {
  if (row === undefined) return undefined;
  const state = row['state'];
  return {
    id: String(row['id']),
    orderId: String(row['order_id']),
    state: state === 'succeeded' || state === 'cancelled' || state === 'reversed' ? state : 'pending',
    amount: String(row['amount']),
    currency: String(row['currency']),
    purpose: String(row['purpose']),
    returnUrl: String(row['return_url']),
    paidAt: typeof row['paid_at'] === 'string' ? row['paid_at'] : null,
  };
}
