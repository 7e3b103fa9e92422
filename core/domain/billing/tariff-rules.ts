import { InputError } from '../bytes/errors.ts';
import { RESOURCE } from '../ledger/kinds.ts';
import { strictFields } from '../bytes/strict-json.ts';
import ru201701 from './rules/ru-2017-01.json' with { type: 'json' };
import ru202512 from './rules/ru-2025-12.json' with { type: 'json' };
import ru202603 from './rules/ru-2026-03.json' with { type: 'json' };

/** What the law of one country says about bills from one date on. */
export type BillingRules = {
  /** Stands in every bill that was made by it, e.g. `ru-2026-03`. */
  name: string;
  country: string;
  /** First day of force, YYYY-MM-DD of the local calendar. */
  from: string;
  /** Bills go out by this day of the month after the period. */
  billDay: number;
  /** Bills are paid by this day of the month after the period. */
  dueDay: number;
  /** Multiplies the norm where a meter could be installed and is not, as a decimal; keyed by resource code. */
  noMeterCoefficient: ReadonlyMap<number, string>;
};

/** Dated tables, oldest first. A new law is a new file and a new line here; an old one is never edited. */
const TABLES: readonly BillingRules[] = [ru201701, ru202512, ru202603].map(parseRules);

/**
 * The rules in force on a local date.
 * @param date YYYY-MM-DD
 * @throws InputError NO_RULES
 */
export function rulesAt(date: string, country = 'ru', tables: readonly BillingRules[] = TABLES): BillingRules {
  const found = tables.filter((table) => table.country === country && table.from <= date).at(-1);
  if (found === undefined) {
    throw new InputError(
      'NO_RULES',
      `No billing rules of "${country}" cover ${date}. Add a dated table in core/domain/billing/rules/.`,
    );
  }
  return found;
}

/** The rules that a bill names. @throws InputError NO_RULES */
export function rulesByName(name: string, tables: readonly BillingRules[] = TABLES): BillingRules {
  const found = tables.find((table) => table.name === name);
  if (found === undefined) throw new InputError('NO_RULES', `The billing rules "${name}" are not known here.`);
  return found;
}

/** Strict parse of a rule file. @throws InputError RULES_INVALID */
export function parseRules(json: unknown): BillingRules {
  const keys = ['name', 'country', 'from', 'billDay', 'dueDay', 'noMeterCoefficient', 'notes'];
  const fields = strictFields(json, keys, 'Billing rules', 'RULES_INVALID');
  const metered = Object.entries(RESOURCE).filter(([name]) => name !== 'upkeep');
  const names = metered.map(([name]) => name);
  const coefficients = strictFields(
    fields.value('noMeterCoefficient'),
    names,
    'Billing rules, noMeterCoefficient',
    'RULES_INVALID',
  );
  return {
    name: fields.text('name', /^[a-z]{2}-\d{4}-\d{2}$/),
    country: fields.text('country', /^[a-z]{2}$/),
    from: fields.text('from', /^\d{4}-\d{2}-\d{2}$/),
    billDay: day(fields.text('billDay')),
    dueDay: day(fields.text('dueDay')),
    noMeterCoefficient: new Map(
      metered.map(([name, code]) => [code, coefficients.text(name, /^[1-9]\d?(\.\d{1,4})?$/)]),
    ),
  };
}

function day(text: string): number {
  if (!/^([1-9]|1\d|2[0-8])$/.test(text)) {
    throw new InputError('RULES_INVALID', `Billing rules: "${text}" is not a day from 1 to 28.`);
  }
  return Number(text);
}
