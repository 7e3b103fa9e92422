import type { Difference } from './books.ts';

/** How long the way from one book to the next may take. */
const WAY_SECONDS = 900n;
/** What no time mends is late at once. */
const UNDER_WAY: ReadonlySet<Difference['code']> = new Set([
  ...(['ORDER_NOT_PAID_HERE', 'ORDER_ENDED', 'PAYMENT_NOT_NOTED', 'ORDER_NOT_ON_LEDGER', 'REVERSAL_DIFFERS'] as const),
  ...(['RECEIPT_MISSING', 'REFUSAL_NOT_NOTED', 'REFUND_NOT_PAID_HERE', 'REFUND_NOT_ON_LEDGER'] as const),
]);

type Of = Pick<Difference, 'orderId' | 'paymentId' | 'amount' | 'currency'>;

/** @param at `until`: the last second that whoever is to act has, where that is not the usual time */
export function difference(
  code: Difference['code'],
  of: Of,
  { since, now, until = since + WAY_SECONDS }: { since: bigint; now: bigint; until?: bigint | undefined },
): Difference {
  const ageSeconds = now > since ? now - since : 0n;
  return { code, ...of, since, ageSeconds, isLate: !UNDER_WAY.has(code) || now > until };
}
