import { InputError } from '../../../bytes/errors.ts';
import { formatDecimal } from '../../../bytes/decimal.ts';
import { add, power, sum, type Exact } from './exact.ts';

/** How a half is rounded; `down` and `up` are towards and away from zero whatever the rest is; `none` leaves every number as it is. */
export type RoundingMode = 'half-up' | 'half-even' | 'half-down' | 'up' | 'down' | 'none';
/** The one rounding of a bill: how, to how many decimals of the currency unit, and whether of each line or of the total alone. */
export type RoundingRule = { mode: RoundingMode; decimals: number; place: 'line' | 'total' };

export const HALF_UP: RoundingRule = { mode: 'half-up', decimals: 2, place: 'line' };

/** The number as the rule shows it. */
export function roundExact(value: Exact, { mode, decimals }: Pick<RoundingRule, 'mode' | 'decimals'>): Exact {
  return mode === 'none' ? value : { n: roundedUnits(value, mode, decimals), d: power(decimals) };
}

/** A number that has at most so many decimals, with exactly so many. */
export function formatFixed({ n, d }: Exact, decimals: number): string {
  return formatDecimal({ mantissa: (n * power(decimals)) / d, exponent: -decimals });
}

/** Lines as they are shown, and their total: the sum of what is shown, unless the rule rounds the total alone. */
export function roundLines(lines: readonly Exact[], rule: RoundingRule): { lines: Exact[]; total: Exact } {
  const shown = lines.map((line) => roundExact(line, rule));
  return { lines: shown, total: rule.place === 'line' ? sum(shown) : roundExact(lines.reduce(add), rule) };
}

function roundedUnits(value: Exact, mode: RoundingMode, decimals: number): bigint {
  const scaled = value.n * power(decimals);
  const negative = scaled < 0n;
  const magnitude = negative ? -scaled : scaled;
  const quotient = magnitude / value.d;
  const twice = 2n * (magnitude - quotient * value.d);
  const units = goesUp(mode, twice, value.d, quotient) ? quotient + 1n : quotient;
  return negative ? -units : units;
}

function goesUp(mode: RoundingMode, twice: bigint, one: bigint, quotient: bigint): boolean {
  switch (mode) {
    case 'half-up':
      return twice >= one;
    case 'half-down':
      return twice > one;
    case 'half-even':
      return twice > one || (twice === one && quotient % 2n === 1n);
    case 'up':
      return twice > 0n;
    case 'down':
    case 'none':
      return false;
    default:
      return mode satisfies never;
  }
}

const WORDS: ReadonlyMap<string, number> = new Map(
  ['no', 'one', 'two', 'three', 'four', 'five', 'six'].map((word, count) => [word, count]),
);
const MODES: ReadonlyMap<string, RoundingMode> = new Map([
  ['half-up', 'half-up'],
  ['half-even', 'half-even'],
  ["banker's", 'half-even'],
  ['half-down', 'half-down'],
  ['up', 'up'],
  ['down', 'down'],
  ['truncated', 'down'],
]);

/**
 * A rounding said in words: 'half-up, 2 decimals, once per line', 'half-even, 3 decimals, total rounded once', 'one decimal', 'none', 'as shown'.
 * Parts about a volume ('volume unrounded;') go before a semicolon. What is not said is the default of the pack.
 * @throws InputError ROUNDING_UNKNOWN
 */
export function parseRounding(text: string, fallback: RoundingRule = HALF_UP): RoundingRule {
  if (/^(none|as shown|unrounded|no rounding)$/i.test(text.trim())) return { ...fallback, mode: 'none' };
  let rule = fallback;
  for (const part of text.toLowerCase().split(/[,;]/)) {
    const said = part
      .trim()
      .replace(/^(amounts? |rounded |round )+/, '')
      .replace(/ rounded$/, '')
      .replace(/half (up|even|down)/, 'half-$1');
    const mode = MODES.get(said);
    const decimals = /^(?:to )?(\d{1,2}|no|one|two|three|four|five|six) (?:decimals?|decimal places?)$/.exec(said)?.[1];
    if (mode !== undefined) rule = { ...rule, mode };
    else if (decimals !== undefined) rule = { ...rule, decimals: WORDS.get(decimals) ?? Number(decimals) };
    else if (/^(cents?|kopecks?|to the (cent|kopeck|minor unit))$/.test(said)) rule = { ...rule, decimals: 2 };
    else if (/^(whole units|whole numbers|integers?)$/.test(said)) rule = { ...rule, decimals: 0 };
    else if (/^(once )?(per|each|every) (line|part|month|flat|row|share|payment)( once)?$/.test(said))
      rule = { ...rule, place: 'line' };
    else if (/^(total rounded once|once per bill|once|total only)$/.test(said)) rule = { ...rule, place: 'total' };
    else if (!/^(volumes? unrounded|volumes? as shown|largest remainder)$/.test(said))
      throw new InputError('ROUNDING_UNKNOWN', `rounding: "${part.trim().slice(0, 60)}" is no rule known here.`);
  }
  return rule;
}
