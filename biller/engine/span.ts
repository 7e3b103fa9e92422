import { rateDays, shareOfPeriod, type RateDays } from '../../core/domain/billing/bill-lines.ts';
import { dateOf, dayOf, monthDays } from '../../core/domain/billing/engine/calendar/day.ts';
import { localDate, periodStart, startOfLocalDate } from '../../core/domain/billing/period.ts';
import type { DatedText, Occasion } from './occasion.ts';

/** The days [from, to) of dates. */
export type Span = { from: string; to: string };

/** '2026-10' of 202610. */
export function monthText(period: number): string {
  return `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}`;
}

/** The days of the whole period. */
export function periodSpan(period: number): Span {
  const { from, to } = monthDays(monthText(period));
  return { from: dateOf(from), to: dateOf(to) };
}

/** The days of the period on which the contract holds; undefined where there are none. */
export function validSpan({ terms, until, period, timeZone }: Occasion): Span | undefined {
  const { days } = shareOfPeriod({ from: terms.from, until, period, timeZone });
  if (days === 0n) return undefined;
  const [start, from] = [periodStart(period, timeZone), startOfLocalDate(terms.from, timeZone)];
  const first = from > start ? terms.from : localDate(start, timeZone);
  return { from: first, to: dateOf(dayOf(first) + Number(days)) };
}

/** The public rates of the contract's own service on these days. @throws InputError NO_RATE */
export function ratesOfContract({ terms, until, period, timeZone, rates }: Occasion, zone = 0): RateDays[] {
  const query = { provider: terms.provider, resource: Number(terms.resource), zone };
  return rateDays({ from: terms.from, until, period, timeZone }, rates, query);
}

/** Where two spans meet; undefined where they do not. */
export function meet(a: Span, b: { from: string; to?: string | undefined }): Span | undefined {
  const from = a.from > b.from ? a.from : b.from;
  const to = b.to === undefined || a.to < b.to ? a.to : b.to;
  return from < to ? { from, to } : undefined;
}

/** The stretches of a span on which one value holds; what was said before of a day is what `otherwise` says. */
export function stretchesOf(line: readonly DatedText[], span: Span, otherwise: string): (Span & { value: string })[] {
  const before = line.findLast(({ from }) => from <= span.from)?.value ?? otherwise;
  const cuts = [{ from: span.from, value: before }, ...line.filter(({ from }) => from > span.from && from < span.to)];
  return cuts
    .map(({ from, value }, index) => ({ from, to: cuts[index + 1]?.from ?? span.to, value }))
    .filter(({ from, to }) => from < to);
}
