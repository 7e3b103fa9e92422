import { formatAmount } from '../../../core/domain/billing/money.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { dateOption, printJson } from '../arguments.ts';
import type { ClerkOptions } from './clerk.ts';
import { lookAround } from './desk.ts';
import { paymentRows, type PaymentRow } from './lists/payments.ts';

export type ClerkReconcileOptions = ClerkOptions & { from?: string; to?: string };

/**
 * Adds up the payments of this biller's bills that were paid at the bank on these local dates: what the ledger has against what was receipted, refused or taken
 * back. What the bank has and the ledger has not, the portal alone can tell. Exit code 1 where something is wrong.
 * @throws InputError DATE_INVALID, DATES_INVALID, and as `lookAround`
 */
export async function clerkReconcile(options: ClerkReconcileOptions): Promise<void> {
  const from = options.from === undefined ? '0000-01-01' : dateOption('--from', options.from);
  const to = options.to === undefined ? '9999-12-31' : dateOption('--to', options.to);
  if (from > to) throw new InputError('DATES_INVALID', `--from ${from} is behind --to ${to}.`);
  const rows = (await paymentRows(await lookAround(options))).filter(({ paidOn }) => from <= paidOn && paidOn <= to);
  const sums = sumsOf(rows);
  const wrong = rows.filter((row) => row.wrong !== undefined);
  // What was paid too much is the payer's, and stands in the contract's account: nothing is missing.
  const addsUp = wrong.every((row) => row.wrong === 'PAID_TOO_MUCH');
  if (!addsUp) process.exitCode = 1;
  if (options.json === true) {
    const shown = wrong.map(({ number, id, flat, period, amount, paidOn, wrong: code }) => ({
      ...{ number, id, flat, period, amount, paidOn, code },
    }));
    return printJson({ from: options.from ?? null, to: options.to ?? null, ...sums, wrong: shown, addsUp });
  }
  for (const [name, amount] of Object.entries(sums)) process.stdout.write(`  ${name.padEnd(10)} ${amount}\n`);
  for (const { number, line, wrong: code } of wrong) process.stdout.write(`${number}. ${code ?? ''}: ${line}\n`);
  process.stdout.write(addsUp ? 'It adds up.\n' : 'It does not add up.\n');
}

/** `ledger` is the sum of the others. */
export function sumsOf(rows: readonly PaymentRow[]): Record<string, string> {
  const sum = (which: (row: PaymentRow) => boolean): string =>
    formatAmount(rows.filter(which).reduce((total, { value }) => total + (value ?? 0n), 0n));
  return {
    ledger: sum(() => true),
    receipts: sum(({ state, wrong }) => (state === 'taken' || state === 'deemed') && wrong !== 'RECEIPT_MISSING'),
    waiting: sum(({ state, wrong }) => state === 'recorded' || wrong === 'RECEIPT_MISSING'),
    refused: sum(({ state }) => state === 'refused'),
    reversed: sum(({ state }) => state === 'reversed'),
  };
}
