import { accountOfContract, type StatementOfContract } from '../../biller/accounts/account-of-contract.ts';
import { openDesk } from '../../biller/commands/act-by-hand.ts';
import { dateOf, dayOf } from '../../core/domain/billing/engine/calendar/day.ts';
import { AMOUNT_PER_MINOR, formatAmount, parseAmount } from '../../core/domain/billing/money.ts';
import type { Faults } from './checks.ts';
import { MONTH } from './house-month.ts';
import { billOf } from './steps/enter-facts.ts';
import { clerkOf, type Stage } from './steps/stage.ts';

type Named =
  'overdue_bill_bears_its_penalty' | 'payment_in_parts_is_shared_over_lines' | 'what_is_paid_too_much_is_an_advance';

/**
 * Three accounts, as their issuer's clerk is shown them: one with a debt, one with a bill that was paid in two parts, one with an advance. What they must say is
 * counted here from the story's own figures.
 */
export async function checkAccounts(stage: Stage): Promise<Record<Named, Faults>> {
  const owing = await statementOf(stage, 'company', MONTH.debt.flat);
  const due = owing?.bills.at(-1)?.dueOn;
  const late = due === undefined ? undefined : dateOf(dayOf(due) + MONTH.debt.days);
  return {
    overdue_bill_bears_its_penalty: penaltyFaults(await statementOf(stage, 'company', MONTH.debt.flat, late)),
    payment_in_parts_is_shared_over_lines: partsFaults(await statementOf(stage, 'electricity', MONTH.inParts.flat)),
    what_is_paid_too_much_is_an_advance: advanceFaults(await statementOf(stage, 'company', MONTH.advance.flat)),
  };
}

async function statementOf(
  stage: Stage,
  biller: 'company' | 'electricity',
  flat: string,
  asOf?: string,
): Promise<StatementOfContract | undefined> {
  const { settings, signal } = clerkOf(stage, biller);
  const { context } = await openDesk(settings, signal);
  return accountOfContract(context, billOf(stage, stage.accounts[biller], flat).contractId, { asOf });
}

/** Days 31 to 90 at 1/300 and the later ones at 1/130 of the rate of the day that is asked, of what is open; half up to the kopeck. */
export function penaltyFaults(
  statement: Pick<StatementOfContract, 'owed' | 'overdue' | 'penalty'> | undefined,
): Faults {
  if (statement === undefined) return ['there is no account with a debt'];
  const { owed, overdue, penalty } = statement;
  const { days, keyRates } = MONTH.debt;
  const kopecks = parseAmount(owed) / AMOUNT_PER_MINOR;
  const [share, whole] = [
    kopecks * BigInt(keyRates.after) * BigInt(60 * 130 + (days - 90) * 300),
    BigInt(100 * 300 * 130),
  ];
  const expected = formatAmount(((2n * share + whole) / (2n * whole)) * AMOUNT_PER_MINOR);
  if (kopecks <= 0n || overdue !== owed) return [`${owed} is owed, ${overdue} of it overdue`];
  return penalty === expected ? [] : [`the penalty on ${owed} is ${penalty ?? 'not counted'} instead of ${expected}`];
}

/** Both parts counted, each over the bill's lines in whole kopecks, and together the bill's lines. */
export function partsFaults(statement: Pick<StatementOfContract, 'bills' | 'payments' | 'owed'> | undefined): Faults {
  const bill = statement?.bills.at(-1);
  if (statement === undefined || bill === undefined || statement.payments.length !== 2)
    return [`${statement?.payments.length ?? 0} payments instead of two parts`];
  const shares = statement.payments.map(({ allocation }) => allocation.flatMap(({ lines }) => lines.map(parseAmount)));
  const faults = statement.payments.flatMap(({ id, amount }, index) => {
    const sum = (shares[index] ?? []).reduce((all, share) => all + share, 0n);
    const isWhole = shares[index]?.every((share) => share % AMOUNT_PER_MINOR === 0n) === true;
    return isWhole && amount === formatAmount(sum) && sum > 0n
      ? []
      : [`payment ${id} is shared as ${formatAmount(sum)}`];
  });
  const wrong = bill.lines.filter(
    ({ amount }, line) => shares.reduce((all, one) => all + (one[line] ?? 0n), 0n) !== parseAmount(amount),
  );
  return [...faults, ...wrong.map(({ text }) => `the parts do not pay the line "${text}"`)];
}

export function advanceFaults(statement: Pick<StatementOfContract, 'owed' | 'advance'> | undefined): Faults {
  const { more } = MONTH.advance;
  const isHeld =
    statement !== undefined && parseAmount(statement.advance) === parseAmount(more) && /^0\.0+$/.test(statement.owed);
  return isHeld
    ? []
    : [`the account holds ${statement?.advance ?? 'nothing'} instead of ${more}, and owes ${statement?.owed ?? ''}`];
}
