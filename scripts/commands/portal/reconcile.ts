import { askReconciliation, type ToldReconciliation } from '../../../app/server/operator/ask-operator.ts';
import { AMOUNT_PER_MINOR, formatAmount } from '../../../core/domain/billing/money.ts';
import { dateOption, printJson } from '../arguments.ts';
import { portOf, type PortalOptions } from './act-for-portal.ts';

export type ReconcileOptions = PortalOptions & { from?: string; to?: string };

/** Exit code 1 where bank, orders, ledger and receipts do not add up. @throws as the port says */
export async function portalReconcile({ from, to, ...options }: ReconcileOptions): Promise<void> {
  const days = {
    from: from === undefined ? undefined : dateOption('--from', from),
    to: to === undefined ? undefined : dateOption('--to', to),
  };
  const told = await askReconciliation(portOf(options), days);
  if (options.json === true) printJson(told);
  else for (const line of linesOf(told)) process.stdout.write(`${line}\n`);
  if (!told.addsUp) process.exitCode = 1;
}

function* linesOf({ from, to, currency, sums, differences, addsUp }: ToldReconciliation): Iterable<string> {
  const money = (minor: string): string => formatAmount(BigInt(minor) * AMOUNT_PER_MINOR);
  yield `Paid from ${from} to ${to}, ${currency}`;
  for (const name of ['bank', 'orders', 'ledger', 'receipts'] as const)
    yield `  ${name.padEnd(9)} ${money(sums[name])}`;
  yield `  given back: by the bank ${money(sums.refundsAtBank)}, as ordered here ${money(sums.refundsHere)}`;
  for (const { code, orderId, paymentId, amount, currency: unit, ageSeconds, isLate } of differences) {
    const sum = amount === null ? '' : ` ${money(amount)} ${unit}`;
    const names = [orderId === null ? [] : `order ${orderId}`, paymentId ?? []].flat().join(', ');
    yield `${isLate ? 'DIFFERS' : 'under way'} ${code}${sum}: ${names}, for ${age(BigInt(ageSeconds))}`;
  }
  yield addsUp ? 'It adds up.' : 'It does not add up: docs/operations.md says what to do about each.';
}

function age(seconds: bigint): string {
  const [days, hours] = [seconds / 86_400n, seconds / 3_600n];
  return days > 1n ? `${days} days` : hours > 1n ? `${hours} hours` : `${seconds / 60n} minutes`;
}
