import { openDesk } from '../../../biller/commands/act-by-hand.ts';
import type { DecisionContext } from '../../../biller/decide/decision-context.ts';
import { flatsOf } from '../../../biller/flats.ts';
import type { Premise } from '../../../biller/house-files.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { printJson } from '../arguments.ts';
import { actingBy, type ClerkOptions } from './clerk.ts';

/** What the ledgers say now, to look at. @throws as `openDesk` */
export async function lookAround(
  options: ClerkOptions,
): Promise<{ context: DecisionContext; flats: ReadonlyMap<Hex, Premise> }> {
  const { settings, signal } = actingBy(options);
  const { context } = await openDesk(settings, signal);
  return { context, flats: await flatsOf(context) };
}

/** Prints a list: with --json as one object under `name`, else a line or more for each row. */
export function printList<T>(
  options: ClerkOptions,
  name: string,
  rows: readonly T[],
  lines: (row: T) => readonly string[],
): void {
  if (options.json === true) return printJson({ [name]: rows });
  if (rows.length === 0) process.stdout.write(`No ${name}.\n`);
  for (const row of rows) for (const line of lines(row)) process.stdout.write(`${line}\n`);
}
