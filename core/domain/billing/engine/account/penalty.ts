import { divide, least, multiply, sum, whole, type Exact } from '../number/exact.ts';
import type { Trace } from '../trace.ts';

/** Days of delay at the first and at the second divisor. */
export type PenaltyDays = { first: number; second: number };
export type PenaltyKind = 'services' | 'capital-repair';

/** How many of `overdue` days count at which divisor: from day 31, and from day 91 at the harder one. */
export function penaltyDays(trace: Trace, overdue: number, kind: PenaltyKind = 'services'): PenaltyDays {
  const id = ruleOf(kind);
  const start = Number(trace.value(id, 'first').n);
  if (kind === 'capital-repair') return { first: Math.max(0, overdue - start + 1), second: 0 };
  const harder = Number(trace.value(id, 'second').n);
  return { first: Math.max(0, Math.min(overdue, harder - 1) - start + 1), second: Math.max(0, overdue - harder + 1) };
}

/** The two parts of a penalty, exact. @param percent the yearly rate, such as 9.5 */
export function penaltyParts(
  trace: Trace,
  args: { principal: Exact; percent: Exact; days: PenaltyDays; kind?: PenaltyKind },
): { first: Exact; second: Exact; all: Exact } {
  const { principal, percent, days, kind = 'services' } = args;
  const id = ruleOf(kind);
  const daily = divide(multiply(principal, percent), whole(100));
  const part = (count: number, key: string): Exact => divide(multiply(daily, whole(count)), trace.value(id, key));
  const first = part(days.first, 'divisor_1');
  const second = days.second === 0 ? whole(0) : part(days.second, 'divisor_2');
  return { first, second, all: sum([first, second]) };
}

/** The rate that counts: that of the day of payment, at most the cap. */
export function cappedRate(rate: Exact, cap: Exact | null): Exact {
  return cap === null ? rate : least(rate, cap);
}

function ruleOf(kind: PenaltyKind): string {
  return kind === 'services' ? 'penalty' : 'penalty.capital-repair';
}
