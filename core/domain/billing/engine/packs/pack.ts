import { InputError } from '../../../bytes/errors.ts';
import { isRecord } from '../../../bytes/is-record.ts';
import { strictFields } from '../../../bytes/strict-json.ts';
import type { RoundingMode, RoundingRule } from '../number/rounding-rule.ts';
import euGeneric from './eu-generic.json' with { type: 'json' };
import ru2024 from './ru-2024.json' with { type: 'json' };
import ru2026 from './ru-2026.json' with { type: 'json' };

/** What an act says from a date on: its values, and where it says so. `tag` is how far the source was seen, as docs/billing.md says. */
export type Rule = {
  id: string;
  from: string;
  to: string | null;
  values: ReadonlyMap<string, string>;
  act: string;
  point: string;
  tag: string;
};

/** An open reading of the law: which one holds unless a case says another. */
export type Switch = { id: string; default: string; values: readonly string[]; why: string };

export type Pack = {
  name: string;
  country: string;
  /** Periods that begin from here on, and before `to`. */
  from: string;
  to: string | null;
  rounding: RoundingRule;
  rules: readonly Rule[];
  switches: readonly Switch[];
};

const CODE = 'PACK_INVALID';
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MODES: readonly RoundingMode[] = ['half-up', 'half-even', 'half-down', 'up', 'down'];

/** A new pack is a file and its line here; nothing else changes. */
const PACKS: readonly Pack[] = [ru2024, ru2026, euGeneric].map(parsePack);

/** @throws InputError PACK_UNKNOWN */
export function packByName(name: string): Pack {
  const found = PACKS.find((pack) => pack.name === name);
  if (found === undefined)
    throw new InputError(
      'PACK_UNKNOWN',
      `pack: "${name.slice(0, 40)}" is none of ${PACKS.map((pack) => pack.name).join(', ')}.`,
    );
  return found;
}

/** The pack of a country for a period that begins on that date. @throws InputError PACK_UNKNOWN */
export function packAt(country: string, date: string): Pack {
  const found = PACKS.find((pack) => pack.country === country && holds(pack, date));
  if (found === undefined) throw new InputError('PACK_UNKNOWN', `pack: there is none of "${country}" for ${date}.`);
  return found;
}

/** The row in force on a date. @throws InputError RULE_MISSING */
export function ruleAt(pack: Pack, id: string, date: string): Rule {
  const rules = pack.rules.filter((rule) => rule.id === id);
  const found = rules.find((rule) => holds(rule, date));
  if (found === undefined)
    throw new InputError(
      'RULE_MISSING',
      `The pack ${pack.name} has no rule "${id}" for ${date}. Add a dated row to it.`,
    );
  return found;
}

/** @throws InputError RULE_MISSING */
export function valueOf(rule: Rule, key: string): string {
  const value = rule.values.get(key);
  if (value === undefined) throw new InputError('RULE_MISSING', `The rule "${rule.id}" has no value for ${key}.`);
  return value;
}

function holds({ from, to }: { from: string; to: string | null }, date: string): boolean {
  return from <= date && (to === null || date < to);
}

/** Strict parse of a pack. @throws InputError PACK_INVALID */
export function parsePack(json: unknown): Pack {
  const fields = strictFields(
    json,
    ['name', 'country', 'from', 'to', 'rounding', 'rules', 'switches'],
    'The pack',
    CODE,
  );
  const round = strictFields(fields.value('rounding'), ['mode', 'decimals', 'place'], 'The pack, rounding', CODE);
  const mode = MODES.find((one) => one === round.text('mode'));
  if (mode === undefined) throw new InputError(CODE, 'The pack, rounding: the mode is not known.');
  return {
    name: fields.text('name', /^[a-z]{2}-[a-z0-9]+$/),
    country: fields.text('country', /^[a-z]{2}$/),
    from: fields.text('from', DATE),
    to: fields.value('to') === null ? null : fields.text('to', DATE),
    rounding: {
      mode,
      decimals: Number(round.text('decimals', /^\d$/)),
      place: round.text('place', /^(line|total)$/) === 'line' ? 'line' : 'total',
    },
    rules: fields.list('rules').map(parseRule),
    switches: fields.list('switches').map(parseSwitch),
  };
}

function parseRule(json: unknown): Rule {
  const optional = ['from', 'to', 'values'];
  const fields = strictFields(json, ['id', 'act', 'point', 'tag'], 'A rule of the pack', CODE, { optional });
  const given = fields.value('values');
  const keys = isRecord(given) ? Object.keys(given) : [];
  const values = fields.has('values')
    ? strictFields(fields.value('values'), keys, 'Values of a rule', CODE)
    : undefined;
  return {
    id: fields.text('id'),
    from: fields.has('from') ? fields.text('from', DATE) : '0000-01-01',
    to: fields.has('to') ? fields.text('to', DATE) : null,
    values: new Map(keys.map((key) => [key, values?.text(key, /^\d+(\.\d+)?$/) ?? ''])),
    act: fields.text('act'),
    point: fields.text('point'),
    tag: fields.text('tag', /^(S|R|M|engine|choice)$/),
  };
}

function parseSwitch(json: unknown): Switch {
  const fields = strictFields(json, ['id', 'default', 'values', 'why'], 'A switch of the pack', CODE);
  const values = fields.list('values').map(String);
  const chosen = fields.text('default');
  if (!values.includes(chosen)) throw new InputError(CODE, `A switch of the pack: "${chosen}" is none of its values.`);
  return { id: fields.text('id'), default: chosen, values, why: fields.text('why') };
}
