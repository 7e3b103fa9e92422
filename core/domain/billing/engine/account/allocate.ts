import { compare, least, subtract, sum, type Exact } from '../number/exact.ts';
import { addParts, shareOut } from '../number/shares.ts';

/**
 * A payment over the open lines of a bill, pro rata to what is open of each, in whole minor units by largest remainder. What is more than all of it is an advance.
 * A line that is owed back (negative) takes no part.
 */
export function allocatePayment(
  payment: Exact,
  open: readonly Exact[],
  decimals: number,
): { shares: Exact[]; advance: Exact } {
  const owed = open.map((line) => (line.n > 0n ? line : { n: 0n, d: 1n }));
  const all = sum(owed);
  const used = least(payment, all);
  const shares = compare(used, all) === 0 ? owed : shareOut(used, owed, decimals);
  return { shares, advance: subtract(payment, used) };
}

/** Several payments one after the other. */
export function allocatePayments(
  payments: readonly Exact[],
  lines: readonly Exact[],
  decimals: number,
): { shares: Exact[]; each: Exact[][]; open: Exact[]; advance: Exact } {
  let open = [...lines];
  let shares: Exact[] = lines.map(() => ({ n: 0n, d: 1n }));
  let advance: Exact = { n: 0n, d: 1n };
  const each: Exact[][] = [];
  for (const payment of payments) {
    const done = allocatePayment(payment, open, decimals);
    each.push(done.shares);
    shares = addParts(shares, done.shares);
    open = open.map((line, index) => subtract(line, done.shares[index] ?? { n: 0n, d: 1n }));
    advance = sum([advance, done.advance]);
  }
  return { shares, each, open, advance };
}
