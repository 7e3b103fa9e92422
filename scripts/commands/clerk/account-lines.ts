import type { StatementOfContract } from '../../../biller/accounts/account-of-contract.ts';
import type { BillInAccount, PaymentInAccount } from '../../../core/domain/billing/payables/account-statement.ts';

/** A statement as a clerk reads it. */
export function statementLines(statement: StatementOfContract): string[] {
  const { contract, asOf, facts, currency, owed, overdue, overdueSince, uncovered, advance, penalty, pack } = statement;
  const since = overdueSince === null ? 'nothing overdue' : `overdue ${overdue} since ${overdueSince}`;
  return [
    `contract ${contract}`,
    `on ${asOf}, by ${facts.count} facts up to block ${facts.block}, in ${currency}`,
    `owed ${owed}, ${since}, advance ${advance}`,
    ...(uncovered === '0.00' ? [] : [`of it ${uncovered} given back and not covered by any payment`]),
    penalty === null
      ? 'no penalty is counted: no fact key-rate was entered'
      : `penalty so far ${penalty}, by the pack ${pack}`,
    ...section('Bills:', statement.bills.flatMap(billLines)),
    ...section('Payments:', statement.payments.flatMap(paymentLines)),
    ...section(
      'Given back:',
      statement.refunds.map(
        ({ orderedOn, paidOn, amount }) =>
          `  ${amount ?? 'cannot be read'}, ordered on ${orderedOn}, ${paidOn === null ? 'not paid' : `paid on ${paidOn}`}`,
      ),
    ),
    ...section(
      'Penalty:',
      statement.derivation
        .filter(({ what }) => what?.startsWith('penalty') === true)
        .map(({ what, formula, value, act, point }) => `  ${what}: ${formula} = ${value} (${act}, ${point})`),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function billLines({
  name,
  state,
  issuedOn,
  dueOn,
  asked,
  paid,
  open,
  overdueSince,
  lines,
  ...bill
}: BillInAccount): string[] {
  const since = overdueSince === null ? '' : ` since ${overdueSince}`;
  const borne = bill.penalty === null || bill.penalty === '0.00' ? '' : `, penalty ${bill.penalty}`;
  return [
    `  ${name}, ${state}, of ${issuedOn}, due ${dueOn}: asked ${asked}, paid ${paid}, open ${open}${since}${borne}`,
    ...lines.map((line) => `    ${line.text}: ${line.amount}, paid ${line.paid}, open ${line.open}`),
  ];
}

function paymentLines({ bill, paidOn, amount, state, allocation, givenBack, advance }: PaymentInAccount): string[] {
  const parts = allocation.map((part) => `${part.amount} on ${part.bill} (${part.lines.join(' + ')})`);
  const back = givenBack === '0.00' ? [] : [`${givenBack} given back`];
  const rest = advance === '0.00' ? [] : [`${advance} advance`];
  const where = [...parts, ...back, ...rest].join(', ');
  return [`  ${paidOn} ${amount ?? 'cannot be read'} for ${bill}, ${state}${where === '' ? '' : `: ${where}`}`];
}
