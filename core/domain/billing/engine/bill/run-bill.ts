import { InputError } from '../../../bytes/errors.ts';
import { stateOn, type BillState, type Statement } from '../account/statement.ts';
import { dateOf, dayOf, monthDays, monthOf } from '../calendar/day.ts';
import { parseWith } from '../families/family.ts';
import { formatExact, type Exact } from '../number/exact.ts';
import { parseRounding } from '../number/parse-rounding.ts';
import { formatFixed } from '../number/rounding-rule.ts';
import { packByName } from '../packs/pack.ts';
import { createTrace, showStep, type Trace } from '../trace.ts';
import { billCase, type AccountCase, type BillCase } from './case-shape.ts';
import { checkBillCase } from './check-case.ts';
import { computeBill } from './compute-bill.ts';

/** A bill as JSON: decimal strings alone. */
export type BillOutcome = Readonly<Record<string, unknown>>;

/** @throws InputError CASE_INVALID, which names the path that is wrong */
export function parseBillCase(json: unknown): BillCase {
  const parsed = parseWith(billCase, json, '');
  checkBillCase(parsed);
  return parsed;
}

/** What the bill of a case is computed with. @throws InputError PACK_UNKNOWN, ROUNDING_UNKNOWN, SWITCH_UNKNOWN */
export function traceOf({ pack: name, period, rounding, switches }: BillCase): Trace {
  const pack = packByName(name);
  if (period.from < pack.from || (pack.to !== null && period.from >= pack.to))
    throw new InputError('PACK_UNKNOWN', `pack: ${name} is not for a period from ${period.from}.`);
  return createTrace({
    ...{
      pack,
      date: period.from,
      rounding: rounding === undefined ? pack.rounding : parseRounding(rounding, pack.rounding),
    },
    switches: switches ?? {},
  });
}

/** Bill, account and derivation of a case. @throws InputError as the parts of the engine do */
export function runBill(json: unknown): BillOutcome {
  const parsed = parseBillCase(json);
  const trace = traceOf(parsed);
  const bill = computeBill(parsed, trace);
  const { mode, decimals, place } = trace.rounding;
  const show = (value: Exact): string => (mode === 'none' ? formatExact(value) : formatFixed(value, decimals));
  // Where the total alone is rounded, lines keep the digits they have.
  const showLine = place === 'line' ? show : (value: Exact): string => formatExact(value);
  return {
    ...{ version: '1', id: parsed.id ?? null, pack: trace.pack.name, currency: parsed.currency, period: parsed.period },
    ...datesOf(parsed, trace),
    rounding: { mode, decimals: String(decimals), place },
    lines: bill.lines.map((line) => ({
      ...{ component: line.component, text: line.text, quantity: formatExact(line.quantity), unit: line.unit ?? null },
      ...{ price: line.price, amount: showLine(line.amount) },
    })),
    quantities: Object.fromEntries([...bill.quantities].map(([id, quantity]) => [id, formatExact(quantity)])),
    taxes: bill.taxes.map(({ percent, base, amount, included }) => ({
      ...{ percent: formatExact(percent), base: showLine(base), amount: showLine(amount), included },
    })),
    ...{ net: showLine(bill.net), total: show(bill.total), due: show(bill.due) },
    budget_balance: bill.budgetBalance === undefined ? null : show(bill.budgetBalance),
    account: parsed.account === undefined ? null : showStatement(statementOf(parsed.account, trace), show),
    derivation: trace.steps.map(showStep),
  };
}

/** By when the bill is out and paid: days of the month after that of the period's last day, by the dates in force on the first day after the period. */
function datesOf({ period }: BillCase, trace: Trace): { bill_by: string; pay_by: string } {
  const { to: next } = monthDays(monthOf(dayOf(period.to) - 1));
  const by = (key: string): string => dateOf(next + Number(trace.value('dates', key, period.to).n) - 1);
  return { bill_by: by('bill'), pay_by: by('due') };
}

function statementOf(account: AccountCase, trace: Trace): Statement {
  const { bills, payments, voided, key_rates: keyRates, as_of: asOf } = account;
  return stateOn(asOf, { bills, payments, voided, keyRates }, trace);
}

function showStatement(statement: Statement, show: (value: Exact) => string): BillOutcome {
  const { asOf, owed, overdue, advance, penalty } = statement;
  return {
    as_of: asOf,
    ...{ owed: show(owed), overdue: show(overdue), advance: show(advance), penalty: show(penalty) },
    bills: statement.bills.map((bill) => showBill(bill, show)),
  };
}

function showBill(bill: BillState, show: (value: Exact) => string): BillOutcome {
  return {
    ...{ id: bill.id, due: bill.due, owed: show(bill.owed), open: show(bill.openTotal), penalty: show(bill.penalty) },
    ...{
      paid_by_line: bill.paid.map(show),
      open_by_line: bill.open.map(show),
      overdue_since: bill.overdueSince ?? null,
    },
  };
}
