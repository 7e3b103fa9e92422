import type { DatabaseSync } from 'node:sqlite';

/** Money that came in, or went back; amounts in whole minor units, times in unix seconds. */
export type RegisteredPayment = {
  id: string;
  orderId: string;
  state: 'succeeded' | 'reversed';
  amount: string;
  currency: string;
  paidAt: string;
};
export type RegisteredRefund = Omit<RegisteredPayment, 'orderId' | 'state'> & { refundId: string; paymentId: string };
export type RegisterPage = { payments: RegisteredPayment[]; refunds: RegisteredRefund[]; next: string | null };

/** What money moved from one second on to before another, as an acquirer's daily register tells it. */
export type Register = (range: { from: number; to: number; after: number; limit: number }) => RegisterPage;

export function openRegister(database: DatabaseSync): Register {
  const rows = database.prepare(`
    select * from (
      select rowid * 2 as n, id, order_id as name, state, '' as payment_id, amount, currency, paid_at from orders
        where state in ('succeeded', 'reversed')
      union all
      select rowid * 2 + 1, id, refund_id, '', payment_id, amount, currency, paid_at from refunds
        where state = 'succeeded'
    ) where cast(paid_at as integer) >= ? and cast(paid_at as integer) < ? and n > ? order by n limit ?`);
  return ({ from, to, after, limit }) => {
    const page = rows.all(from, to, after, limit);
    const [payments, refunds]: [RegisteredPayment[], RegisteredRefund[]] = [[], []];
    for (const row of page) {
      const text = (name: string): string => String(row[name]);
      const moved = { id: text('id'), amount: text('amount'), currency: text('currency'), paidAt: text('paid_at') };
      const state = text('state');
      if (state === '') refunds.push({ ...moved, refundId: text('name'), paymentId: text('payment_id') });
      else payments.push({ ...moved, orderId: text('name'), state: state === 'reversed' ? state : 'succeeded' });
    }
    const last = page.length < limit ? undefined : page.at(-1);
    return { payments, refunds, next: last === undefined ? null : String(last['n']) };
  };
}
