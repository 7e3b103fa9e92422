import type { ContractTerms } from './contract-terms.ts';
import { formatDecimal, parseDecimal, rescale } from '../bytes/decimal.ts';
import { InputError } from '../bytes/errors.ts';
import { LABEL, RESOURCE, UNIT } from '../ledger/kinds.ts';
import { formatAmount } from './money.ts';
import { roundHalfUp } from './rounding.ts';
import { nextPeriod, periodStart, startOfLocalDate } from './period.ts';
import type { BillingRules } from './tariff-rules.ts';

/** A declared line before it is committed. `amount` in 10⁻¹² of the currency unit. */
export type DeclaredAmount = { label: number; text: string; amount: bigint };

/** The days of a period on which the contract holds. */
export type Share = { days: bigint; of: bigint };

const DAY = 86_400n;
const UNIT_TEXT = new Map<number, string>([
  [UNIT.Wh, 'Wh'],
  [UNIT.m3, 'm³'],
  [UNIT.J, 'J'],
  [UNIT.cal, 'cal'],
]);

/**
 * The lines that follow from the terms alone, for contracts without meters: upkeep = area × rate; by norm = residents × norm × rate, and where a meter
 * could be installed and is not, what the coefficient adds as a line of its own. Every line is rounded half up once, to one amount.
 * @throws InputError NORM_MISSING
 */
export function linesByTerms(args: {
  terms: ContractTerms;
  share: Share;
  rate: bigint;
  rules: BillingRules;
}): DeclaredAmount[] {
  const { terms, share, rate } = args;
  const resource = Number(terms.resource);
  const days = share.days === share.of ? '' : `, ${share.days} of ${share.of} days`;
  if (resource === RESOURCE.upkeep) {
    const area = parseDecimal(terms.area);
    const amount = divide(area.mantissa * rate * share.days, 10n ** BigInt(-area.exponent) * share.of);
    return [{ label: LABEL.upkeep, text: `Upkeep: ${terms.area} m² × ${formatAmount(rate)}${days}`, amount }];
  }
  if (terms.norm === null)
    throw new InputError('NORM_MISSING', 'The contract names neither meters nor a norm; nothing can be billed by it.');
  const exponent = Number(terms.exponent);
  const volume = rescale(parseDecimal(terms.norm), exponent) * BigInt(terms.residents);
  const amount = divide(volume * rate * share.days, share.of);
  const unit = UNIT_TEXT.get(Number(terms.unit)) ?? '';
  const price =
    exponent < 0 ? formatAmount(rate * 10n ** BigInt(-exponent)) : `${formatAmount(rate)} per 10^${exponent}`;
  const shown = formatDecimal({ mantissa: volume, exponent });
  const base = {
    label: LABEL.norm,
    text: `Norm: ${terms.residents} residents × ${terms.norm} ${unit} = ${shown} ${unit} × ${price}${days}`,
    amount,
  };
  const coefficient = terms.installation === 'possible' ? (args.rules.noMeterCoefficient.get(resource) ?? '1') : '1';
  const factor = parseDecimal(coefficient);
  const one = 10n ** BigInt(-factor.exponent);
  if (factor.mantissa === one) return [base];
  const excess = divide(amount * (factor.mantissa - one), one);
  return [
    base,
    {
      label: LABEL.norm,
      text: `Coefficient ${coefficient} for a flat without a meter (${args.rules.name})`,
      amount: excess,
    },
  ];
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
  const start = periodStart(args.period, args.timeZone);
  const end = periodStart(nextPeriod(args.period), args.timeZone);
  const from = startOfLocalDate(args.from, args.timeZone);
  const first = from > start ? from : start;
  const last = args.until !== undefined && args.until < end ? args.until : end;
  // Half a day more makes the count right on days of 23 and 25 hours.
  const count = (seconds: bigint): bigint => (seconds <= 0n ? 0n : (seconds + DAY / 2n) / DAY);
  return { days: count(last - first), of: count(end - start) };
}

function divide(numerator: bigint, denominator: bigint): bigint {
  return roundHalfUp(numerator, denominator) / denominator;
}
