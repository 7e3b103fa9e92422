import { InputError } from '../../../bytes/errors.ts';
import type { RoundingMode, RoundingRule } from './rounding-rule.ts';

const HALF_UP: RoundingRule = { mode: 'half-up', decimals: 2, place: 'line' };

const WORDS: ReadonlyMap<string, number> = new Map(
  ['no', 'one', 'two', 'three', 'four', 'five', 'six'].map((word, count) => [word, count]),
);
/** What is a line to somebody. */
const LINES: ReadonlySet<string> = new Set(
  'line part month flat row share payment range period instalment resource service component tier'.split(' '),
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
  if (/^(none|as shown|as published|exact|unrounded|no rounding)$/i.test(text.trim()))
    return { ...fallback, mode: 'none' };
  let rule = fallback;
  for (const part of text
    .toLowerCase()
    .replace(/half[ -](up|even|down) to /g, 'half-$1, ')
    .split(/[,;]/)) {
    const said = part
      .trim()
      .replace(/^(amounts? |rounded |round )+/, '')
      .replace(/ rounded$/, '')
      .replace(/half (up|even|down)/, 'half-$1');
    const mode = MODES.get(said);
    const decimals = /^(?:to )?(\d{1,2}|no|one|two|three|four|five|six) (?:decimals?|decimal places?)$/.exec(said)?.[1];
    if (mode !== undefined) rule = { ...rule, mode };
    else if (decimals !== undefined) rule = { ...rule, decimals: WORDS.get(decimals) ?? Number(decimals) };
    else if (/^((whole )?(cents?|kopecks?)|to the (cent|kopeck|minor unit))$/.test(said))
      rule = { ...rule, decimals: 2 };
    else if (/^(whole units|whole numbers|integers?)$/.test(said)) rule = { ...rule, decimals: 0 };
    else if (LINES.has(/^(?:once )?(?:per|each|every) (\w+)(?: once)?$/.exec(said)?.[1] ?? ''))
      rule = { ...rule, place: 'line' };
    else if (/^(total rounded once|once per (bill|total|invoice)|once|once at the end|total only)$/.test(said))
      rule = { ...rule, place: 'total' };
    else if (!/^((volumes?|averages?|quantity|quantities|gcal|kwh) (unrounded|as shown)|largest remainder)$/.test(said))
      throw new InputError('ROUNDING_UNKNOWN', `rounding: "${part.trim().slice(0, 60)}" is no rule known here.`);
  }
  return rule;
}
