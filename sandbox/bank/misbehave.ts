import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** What a bank, or whoever pays at it, does otherwise than was ordered. Each tells of it as of any payment. */
export type Misbehaviour = {
  /** Money comes in for an order that is open or was cancelled, and maybe not what was asked for. */
  pay(id: string, terms?: { amount?: string; currency?: string }): void;
  /** Money comes in once more for the same order. @returns the bank's name of the second payment */
  again(id: string): string;
};

export function openMisbehaviour(
  database: DatabaseSync,
  tools: { seconds: () => string; note: (id: string, orderId: string, type: string) => void },
): Misbehaviour {
  const pay = database.prepare(`
    update orders set state = 'succeeded', paid_at = ?, amount = coalesce(?, amount), currency = coalesce(?, currency)
    where id = ? and state in ('pending', 'cancelled') returning order_id`);
  const again = database.prepare(`
    insert into orders (id, order_id, state, amount, currency, purpose, return_url, paid_at)
    select ?, order_id, 'succeeded', amount, currency, purpose, return_url, ? from orders where id = ?
    returning order_id`);
  const tell = (id: string, row: Record<string, unknown> | undefined): void => {
    if (row !== undefined) tools.note(id, String(row['order_id']), 'payment.succeeded');
  };
  return {
    pay: (id, { amount, currency } = {}) => tell(id, pay.get(tools.seconds(), amount ?? null, currency ?? null, id)),
    again(id) {
      const second = `pay_${randomBytes(12).toString('hex')}`;
      tell(second, again.get(second, tools.seconds(), id));
      return second;
    },
  };
}
