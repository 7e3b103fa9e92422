import { compare, least, most, subtract, sum, ZERO, type Exact } from '../number/exact.ts';
import type { RoundingRule } from '../number/rounding-rule.ts';
import { addParts, exactShares, shareOut } from '../number/shares.ts';

type Rounding = Pick<RoundingRule, 'mode' | 'decimals'>;

/**
 * A payment over the open lines of a bill, pro rata to what is open of each, in whole minor units by largest remainder; exact where nothing is rounded. A line
 * that is owed back (negative) takes no part, but the bill takes no more than what all its lines make. What it does not take is an advance.
 */
export function allocatePayment(
  payment: Exact,
  open: readonly Exact[],
  rounding: Rounding,
): { shares: Exact[]; advance: Exact } {
  const owed = open.map((line) => most(line, ZERO));
  const used = most(least(payment, sum(open)), ZERO);
  const shares = compare(used, sum(owed)) === 0 ? owed : partsOf(used, owed, rounding);
  return { shares, advance: subtract(payment, sum(shares)) };
}

function partsOf(used: Exact, owed: readonly Exact[], { mode, decimals }: Rounding): Exact[] {
  return mode === 'none' ? exactShares(used, owed) : shareOut(used, owed, decimals);
}

/** Several payments one after the other. */
export function allocatePayments(
  payments: readonly Exact[],
  lines: readonly Exact[],
  rounding: Rounding,
): { shares: Exact[]; each: Exact[][]; open: Exact[]; advance: Exact } {
  let open = [...lines];
  let shares: Exact[] = lines.map(() => ZERO);
  let advance = ZERO;
  const each: Exact[][] = [];
  for (const payment of payments) {
    const done = allocatePayment(payment, open, rounding);
    each.push(done.shares);
    shares = addParts(shares, done.shares);
    open = open.map((line, index) => subtract(line, done.shares[index] ?? ZERO));
    advance = sum([advance, done.advance]);
  }
  return { shares, each, open, advance };
}
