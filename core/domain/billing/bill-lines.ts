import type { ContractTerms } from './contract-terms.ts';
import { formatDecimal, parseDecimal, rescale } from '../bytes/decimal.ts';
import { InputError } from '../bytes/errors.ts';
import { LABEL, RESOURCE, UNIT } from '../ledger/kinds.ts';
import type { Derivation } from './bill.ts';
import { formatAmount } from './money.ts';
import { roundHalfUp } from './rounding.ts';
import { localDate, nextPeriod, periodStart, startOfLocalDate } from './period.ts';
import { amountOfPrice, rateAt, ratesOf, type Rate, type RateQuery } from './rates/tariff.ts';
import type { BillingRules } from './tariff-rules.ts';

/** A declared line before it is committed. `amount` in 10⁻¹² of the currency unit. */
export type DeclaredAmount = {
  label: number;
  text: string;
  amount: bigint;
  code?: string | undefined;
  derivation?: Derivation | undefined;
};

/** The days of a period on which the contract holds. */
export type Share = { days: bigint; of: bigint };

/** Days on which a contract holds at one rate, from a local date on. */
export type RateDays = { from: string; days: bigint; rate: bigint };

const DAY = 86_400n;
const UNIT_TEXT = new Map<number, string>([
  [UNIT.Wh, 'Wh'],
  [UNIT.m3, 'm³'],
  [UNIT.J, 'J'],
  [UNIT.cal, 'cal'],
]);

/**
 * What follows from the terms alone, for contracts without meters, as a reader without the engine counts it again: upkeep = area × rate; by norm = residents ×
 * norm × rate, and where a meter could be installed and is not, what the coefficient adds. Each stretch of days at one rate is a line, rounded half up once, to one
 * amount. Heat follows from the house's meter or season, which the terms do not know. A test holds these lines against the engine's, which the biller bills by.
 * @param of the days of the whole period
 * @throws InputError NORM_MISSING
 */
export function linesByTerms(args: {
  terms: ContractTerms;
  parts: readonly RateDays[];
  of: bigint;
  rules: BillingRules;
}): DeclaredAmount[] {
  const { terms, parts, of } = args;
  const resource = Number(terms.resource);
  if (resource === RESOURCE.heat) return [];
  const text = (days: bigint): string => (days === of ? '' : `, ${days} of ${of} days`);
  if (resource === RESOURCE.upkeep) {
    const area = parseDecimal(terms.area);
    return parts.map(({ days, rate }) => ({
      label: LABEL.upkeep,
      text: `Upkeep: ${terms.area} m² × ${formatAmount(rate)}${text(days)}`,
      amount: divide(area.mantissa * rate * days, 10n ** BigInt(-area.exponent) * of),
    }));
  }
  if (terms.norm === null)
    throw new InputError('NORM_MISSING', 'The contract names neither meters nor a norm; nothing can be billed by it.');
  const exponent = Number(terms.exponent);
  const volume = rescale(parseDecimal(terms.norm), exponent) * BigInt(terms.residents);
  const unit = UNIT_TEXT.get(Number(terms.unit)) ?? '';
  const shown = formatDecimal({ mantissa: volume, exponent });
  const price = (rate: bigint): string =>
    exponent < 0 ? formatAmount(rate * 10n ** BigInt(-exponent)) : `${formatAmount(rate)} per 10^${exponent}`;
  const base = parts.map(({ days, rate }) => ({
    label: LABEL.norm,
    text: `Norm: ${terms.residents} residents × ${terms.norm} ${unit} = ${shown} ${unit} × ${price(rate)}${text(days)}`,
    amount: divide(volume * rate * days, of),
  }));
  const coefficient = coefficientOf(terms, args.rules);
  const factor = parseDecimal(coefficient);
  const one = 10n ** BigInt(-factor.exponent);
  if (factor.mantissa === one) return base;
  return [
    ...base,
    ...parts.map(({ days, rate }) => ({
      label: LABEL.norm,
      text: `Coefficient ${coefficient} for a flat without a meter (${args.rules.name})`,
      amount: divide(volume * rate * days * (factor.mantissa - one), of * one),
    })),
  ];
}

/** What the norm is multiplied with where no meter is. */
export function coefficientOf(terms: Pick<ContractTerms, 'installation' | 'resource'>, rules: BillingRules): string {
  return terms.installation === 'possible' ? (rules.noMeterCoefficient.get(Number(terms.resource)) ?? '1') : '1';
}

/**
 * The days of a period on which a contract holds, cut where its rate changes; none where it holds on no day. A rate counts from the beginning of its local day on.
 * @throws InputError NO_RATE where none holds on the first of these days
 */
export function rateDays(
  args: { from: string; until?: bigint | undefined; period: number; timeZone: string },
  rates: readonly Rate[],
  query: RateQuery,
): RateDays[] {
  const { timeZone } = args;
  const { first, last } = boundsOf(args);
  if (daysIn(last - first) === 0n) return [];
  const parts = [{ at: first, rate: rateAt(rates, { ...query, time: first }) }];
  for (const one of ratesOf(rates, query)) {
    if (one.validFrom <= first || one.validFrom >= last) continue;
    const start = startOfLocalDate(localDate(one.validFrom, timeZone), timeZone);
    const at = start > first ? start : first;
    if (parts.at(-1)?.at === at) parts.pop();
    parts.push({ at, rate: amountOfPrice(one) });
  }
  return parts.map(({ at, rate }, index) => ({
    from: localDate(at, timeZone),
    days: daysIn((parts[index + 1]?.at ?? last) - at),
    rate,
  }));
}

/**
 * On how many days of a period the contract holds, from its first day and up to its cancellation.
 * @param until unix seconds from which it no longer holds, or undefined
 */
export function shareOfPeriod(args: {
  from: string;
  until?: bigint | undefined;
  period: number;
  timeZone: string;
}): Share {
  const { start, end, first, last } = boundsOf(args);
  return { days: daysIn(last - first), of: daysIn(end - start) };
}

type Bounds = { start: bigint; end: bigint; first: bigint; last: bigint };

function boundsOf(args: { from: string; until?: bigint | undefined; period: number; timeZone: string }): Bounds {
  const start = periodStart(args.period, args.timeZone);
  const end = periodStart(nextPeriod(args.period), args.timeZone);
  const from = startOfLocalDate(args.from, args.timeZone);
  const first = from > start ? from : start;
  return { start, end, first, last: args.until !== undefined && args.until < end ? args.until : end };
}

/** Half a day more makes the count right on days of 23 and 25 hours. */
function daysIn(seconds: bigint): bigint {
  return seconds <= 0n ? 0n : (seconds + DAY / 2n) / DAY;
}

function divide(numerator: bigint, denominator: bigint): bigint {
  return roundHalfUp(numerator, denominator) / denominator;
}
