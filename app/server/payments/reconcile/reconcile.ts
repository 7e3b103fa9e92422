import { localDate, startOfLocalDate } from '../../../../core/domain/billing/period.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { PaymentTools } from '../advance-payments.ts';
import { keepTold } from '../mismatches/keep-told.ts';
import { restoreOrder } from './restore-order.ts';
import type { Books, Reconciliation } from './books.ts';
import { compareBooks } from './compare-books.ts';
import { readBooks } from './read-books.ts';

/** Local dates, both included. */
export type Days = { from: string; to: string };

const DAY = 86_400n;
/** A receipt has three working days, whatever holidays come between. */
const USUAL_DAYS = 35n;

export function usualDays({ network, nowSeconds }: PaymentTools): Days {
  const now = BigInt(nowSeconds());
  const { timeZone } = network;
  return { from: localDate(now - (USUAL_DAYS - 1n) * DAY, timeZone), to: localDate(now, timeZone) };
}

/**
 * Bank = orders = ledger = receipts, for what was paid on these days. What the bank's register has and no order waits for is kept, to be asked about.
 * @throws InputError DATES_INVALID; TransientError BANK_UNREACHABLE
 */
export async function reconcile(tools: PaymentTools, days: Days): Promise<Reconciliation> {
  const { timeZone, currency } = tools.network;
  const from = startOfLocalDate(days.from, timeZone);
  const last = startOfLocalDate(days.to, timeZone);
  if (last < from) throw new InputError('DATES_INVALID', `${days.to} is before ${days.from}.`);
  // Behind the noon of the last day: a day may have 23 or 25 hours.
  const to = startOfLocalDate(localDate(last + DAY + DAY / 2n, timeZone), timeZone);
  let books = await readBooks(tools, { from, to });
  if (await restoreUnknown(tools, books)) books = await readBooks(tools, { from, to });
  for (const { id, orderId, state } of books.payments) {
    if (state === 'succeeded') await keepTold(tools.store, { orderId, paymentId: id }, tools.nowSeconds());
    else {
      await closeReversed(tools, id);
      if (books.orders.get(orderId)?.isReversed === false) await keepReversal(tools, id);
    }
  }
  return { ...days, currency, ...compareBooks(books, BigInt(tools.nowSeconds())) };
}

/** Orders that are younger than a database from a backup. */
async function restoreUnknown(tools: PaymentTools, { payments, orders }: Books): Promise<boolean> {
  let restored = 0;
  for (const { orderId, id: paymentId } of payments)
    if (!orders.has(orderId) && (await restoreOrder(tools, { orderId, paymentId }))) restored++;
  return restored > 0;
}

/** As if the bank had told of it: it is asked before anything is said. */
async function keepReversal({ store }: PaymentTools, paymentId: string): Promise<void> {
  await store.portal
    .updateTable('payment_orders')
    .set({ reversal: 'told' })
    .where('bank_payment_id', '=', paymentId)
    .where('state', 'in', ['settled', 'recorded'])
    .where('reversal', 'is', null)
    .execute();
}

/** What the bank took back by itself needs nobody's decision. */
async function closeReversed({ store }: PaymentTools, paymentId: string): Promise<void> {
  await store.portal
    .updateTable('mismatches')
    .set({ state: 'returned', evidence: 'reversed by the bank' })
    .where('payment_id', '=', paymentId)
    .where('state', '=', 'open')
    .execute();
}
