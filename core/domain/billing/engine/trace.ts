import { InputError } from '../../bytes/errors.ts';
import { exact, formatExact, type Exact } from './number/exact.ts';
import { roundExact, type RoundingRule } from './number/rounding-rule.ts';
import { ruleAt, valueOf, type Pack, type Rule } from './packs/pack.ts';

/** One step of a derivation: what came out, by which formula of what, and which act says so. */
export type Step = { what: string; formula: string; value: Exact; rule: Rule | undefined; reading?: string };

/** What everything in the engine computes with: the pack on a date, the rounding, the readings of the law that were chosen, and where steps are put. */
export type Trace = {
  readonly pack: Pack;
  readonly date: string;
  readonly rounding: RoundingRule;
  readonly steps: Step[];
  /** The rule in force. @throws InputError RULE_MISSING */
  rule(id: string, date?: string): Rule;
  /** A value of the rule in force. @throws InputError RULE_MISSING */
  value(id: string, key: string, date?: string): Exact;
  /** What an open reading is set to. @throws InputError SWITCH_UNKNOWN */
  reading(id: string): string;
  /** Writes a step down and gives its value back. */
  note(what: string, formula: string, value: Exact, rule?: string, reading?: string): Exact;
  /** Rounds an amount once, by the rule, and writes that down. */
  money(what: string, formula: string, value: Exact, rule?: string, reading?: string): Exact;
  /** An amount of a line: rounded once, or left as it is where the total alone is rounded. */
  line(what: string, formula: string, value: Exact, rule: string): Exact;
};

/** @throws InputError SWITCH_UNKNOWN: a reading that the pack does not have, or a value that it does not know */
export function createTrace(args: {
  pack: Pack;
  date: string;
  rounding?: RoundingRule;
  switches?: Readonly<Record<string, string>>;
}): Trace {
  const { pack, date, rounding = pack.rounding, switches = {} } = args;
  for (const [id, value] of Object.entries(switches)) {
    const known = pack.switches.find((one) => one.id === id);
    if (known?.values.includes(value) !== true)
      throw new InputError(
        'SWITCH_UNKNOWN',
        `switches.${id}: "${value}" is no reading that the pack ${pack.name} knows.`,
      );
  }
  const steps: Step[] = [];
  const kept = new Map<string, Rule>();
  const rule = (id: string, at = date): Rule => {
    const key = at === date ? id : `${id} ${at}`;
    let found = kept.get(key);
    if (found === undefined) kept.set(key, (found = ruleAt(pack, id, at)));
    return found;
  };
  const write = (what: string, formula: string, value: Exact, id?: string, reading?: string): Exact => {
    const step: Step = { what, formula, value, rule: id === undefined ? undefined : rule(id) };
    steps.push(reading === undefined ? step : { ...step, reading });
    return value;
  };
  return {
    ...{ pack, date, rounding, steps, rule },
    value: (id, key, at) => exact(valueOf(rule(id, at), key)),
    reading(id) {
      const known = pack.switches.find((one) => one.id === id);
      if (known === undefined) throw new InputError('SWITCH_UNKNOWN', `The pack ${pack.name} has no reading "${id}".`);
      return switches[id] ?? known.default;
    },
    note: write,
    line: (what, formula, value, id) =>
      write(what, formula, rounding.place === 'line' ? roundExact(value, rounding) : value, id),
    money: (what, formula, value, id, reading) => write(what, formula, roundExact(value, rounding), id, reading),
  };
}

/** A step as it is printed. */
export function showStep({ what, formula, value, rule, reading }: Step): Record<string, string> {
  const cited = rule === undefined ? {} : { act: rule.act, point: rule.point, tag: rule.tag };
  return { what, formula, value: formatExact(value), ...cited, ...(reading === undefined ? {} : { reading }) };
}
