import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Money given back to whoever made a payment. */
export type BookedRefund = {
  id: string;
  refundId: string;
  paymentId: string;
  state: 'succeeded' | 'refused';
  amount: string;
  currency: string;
  purpose: string;
  paidAt: string | null;
  reason: string | null;
};
export type NewRefund = Pick<BookedRefund, 'refundId' | 'paymentId' | 'amount' | 'currency' | 'purpose'>;
/** As much of a payment as a refund asks about. */
type Payment = { id: string; state: string; amount: string; currency: string };

export type Refunds = {
  find(id: string): BookedRefund | undefined;
  named(refundId: string): BookedRefund | undefined;
  /** Of this payment, if there is one: paid out at once, or refused with the reason. */
  add(wish: NewRefund, payment: Payment | undefined, seconds: string): BookedRefund;
};

/** What the bank gave back of payments; a stand-in, which never waits. */
export function openRefunds(database: DatabaseSync): Refunds {
  const byId = database.prepare('select * from refunds where id = ?');
  const byName = database.prepare('select * from refunds where refund_id = ?');
  const ofPayment = database.prepare("select amount from refunds where payment_id = ? and state = 'succeeded'");
  const insert = database.prepare(
    'insert into refunds (id, refund_id, payment_id, state, amount, currency, purpose, paid_at, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );

  const refusal = ({ amount, currency }: NewRefund, payment: Payment | undefined): string | undefined => {
    if (payment?.state !== 'succeeded' || payment.currency !== currency) return 'There is no such payment that stands.';
    const given = ofPayment.all(payment.id).reduce((sum, row) => sum + BigInt(String(row['amount'])), 0n);
    return given + BigInt(amount) > BigInt(payment.amount) ? 'More would be given back than was paid.' : undefined;
  };
  const find = (id: string): BookedRefund | undefined => toRefund(byId.get(id));
  return {
    find,
    named: (refundId) => toRefund(byName.get(refundId)),
    add(wish, payment, seconds) {
      const id = `ref_${randomBytes(12).toString('hex')}`;
      const reason = refusal(wish, payment) ?? null;
      const { refundId, paymentId, amount, currency, purpose } = wish;
      const [state, paidAt] = reason === null ? (['succeeded', seconds] as const) : (['refused', null] as const);
      insert.run(id, refundId, paymentId, state, amount, currency, purpose, paidAt, reason);
      return { ...wish, id, state, paidAt, reason };
    },
  };
}

function toRefund(row: Record<string, unknown> | undefined): BookedRefund | undefined {
  if (row === undefined) return undefined;
  const text = (name: string): string | null => (typeof row[name] === 'string' ? row[name] : null);
  return {
    id: String(row['id']),
    refundId: String(row['refund_id']),
    paymentId: String(row['payment_id']),
    state: row['state'] === 'succeeded' ? 'succeeded' : 'refused',
    amount: String(row['amount']),
    currency: String(row['currency']),
    purpose: String(row['purpose']),
    paidAt: text('paid_at'),
    reason: text('reason'),
  };
}
