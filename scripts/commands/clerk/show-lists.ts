import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import { printJson } from '../arguments.ts';
import type { ClerkOptions } from './clerk.ts';
import { lookAround, printList } from './desk.ts';
import { bills } from './lists/bills.ts';
import { contracts } from './lists/contracts.ts';
import { faults } from './lists/faults.ts';
import type { List, ListRow } from './lists/list-row.ts';
import { meters } from './lists/meters.ts';
import { payments } from './lists/payments.ts';
import { requests } from './lists/requests.ts';
import { keys, residents } from './lists/residents.ts';

/** What a clerk can say something about: each has a list, and a row of it is shown by its number or id. */
export const LISTS = { bills, contracts, faults, keys, meters, payments, requests, residents } as const;
export type ListName = keyof typeof LISTS;
export type ShowListOptions = ClerkOptions & { open?: boolean };

/** @throws as `lookAround` */
export async function clerkList(name: ListName, options: ShowListOptions): Promise<void> {
  const list: List = LISTS[name];
  const rows = (await list.rows(await lookAround(options))).filter(({ open }) => options.open !== true || open);
  if (options.json === true) return printJson({ [name]: rows.map(withoutLine) });
  printList(options, name, rows, ({ number, line, id }) => [`${number}. ${line}`, `   ${id}`]);
}

/** @throws InputError ROW_UNKNOWN, ROW_AMBIGUOUS */
export async function clerkShow(name: ListName, which: string, options: ClerkOptions): Promise<void> {
  const list: List = LISTS[name];
  const looking = await lookAround(options);
  const row = findRow(await list.rows(looking), name, which);
  const more = list.more === undefined ? {} : await list.more(looking, parseHex(row.id, 'the id', 32));
  const all = { ...withoutLine(row), ...more };
  if (options.json === true) return printJson(all);
  for (const [member, value] of Object.entries(all)) {
    if (value === undefined || value === '') continue;
    process.stdout.write(`${member}: ${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
  }
}

/**
 * By number, by the beginning of an id of at least four of its digits, or by a flat that has one row alone.
 * @param command the command that lists them, where it is called otherwise than they are
 */
export function findRow(rows: readonly ListRow[], name: string, which: string, command = name): ListRow {
  const wanted = which.toLowerCase();
  const found = rows.filter(
    ({ number, id, flat }) =>
      String(number) === which || (/^0x[0-9a-f]{4,}$/.test(wanted) && id.startsWith(wanted)) || flat === which,
  );
  const byNumber = found.find(({ number }) => String(number) === which);
  const [row, other] = byNumber === undefined ? found : [byNumber];
  if (row === undefined)
    throw new InputError('ROW_UNKNOWN', `There is no "${which}" among the ${name}. See clerk ${command} list.`);
  if (other === undefined) return row;
  const numbers = found.map(({ number }) => number).join(', ');
  throw new InputError('ROW_AMBIGUOUS', `"${which}" are several ${name}. Give one of their numbers: ${numbers}.`);
}

function withoutLine({ line: _line, ...row }: ListRow): Omit<ListRow, 'line'> {
  return row;
}
