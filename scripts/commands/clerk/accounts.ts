import {
  accountOfContract,
  type Asked,
  type StatementOfContract,
} from '../../../biller/accounts/account-of-contract.ts';
import { readDocumentsFile, type DocumentsFile } from '../../../biller/documents/documents-file.ts';
import { isSigned, type Contract } from '../../../biller/state.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import type { Payer } from '../../../core/domain/documents/payable-document.ts';
import { RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { writeForOwner } from '../documents/write-documents.ts';
import { countOption, dateOption, printJson, resourceNameOf } from '../arguments.ts';
import { statementLines } from './account-lines.ts';
import type { ClerkOptions } from './clerk.ts';
import { lookAround, printList } from './desk.ts';
import { flatName, residentName, type ListRow, type Looking } from './lists/list-row.ts';
import { findRow } from './show-lists.ts';

export type AccountOptions = ClerkOptions & { at?: string; block?: string };
export type ShowAccountOptions = AccountOptions & { pdf?: string };
export type AccountListOptions = AccountOptions & { open?: boolean };

/** A row of the list; `code` where nobody knows what is owed. */
export type AccountRow = ListRow & { account: string; owed?: string; code?: string };

/** @throws InputError DATE_INVALID, COUNT_INVALID; as `lookAround` */
export async function clerkAccounts(options: AccountListOptions): Promise<void> {
  const asked = askedBy(options);
  const rows = (await accountRows(await lookAround(options), asked)).filter(
    ({ open }) => options.open !== true || open,
  );
  if (options.json === true) return printJson({ accounts: rows.map(({ line: _line, ...row }) => row) });
  printList(options, 'accounts', rows, ({ number, line, id }) => [`${number}. ${line}`, `   ${id}`]);
}

/** @throws InputError ROW_UNKNOWN, ROW_AMBIGUOUS, ACCOUNT_EMPTY, ACCOUNT_NOT_OPENED, as `clerkAccounts` */
export async function clerkShowAccount(which: string, options: ShowAccountOptions): Promise<void> {
  const asked = askedBy(options);
  const looking = await lookAround(options);
  const { documentsFile } = looking.context.settings;
  const file = documentsFile === undefined ? undefined : readDocumentsFile(documentsFile);
  const payers = file?.payers ?? new Map<string, Payer>();
  const rows = contractsOf(looking).map(({ contract, number }) => bareRow(looking, contract, number));
  const row = findAccount(rows, payers, which);
  const statement = await accountOfContract(looking.context, parseHex(row.id, 'the id', 32), asked);
  if (statement === undefined)
    throw new InputError('ACCOUNT_EMPTY', `Nothing was billed by contract ${row.id} by then, so it has no account.`);
  if (options.pdf !== undefined) {
    writeForOwner(options.pdf, await pdfOf(looking, file, row, statement));
    if (options.json !== true) return void process.stdout.write(`${options.pdf}\n`);
  }
  if (options.json === true) return printJson(statement);
  for (const line of [row.line, ...statementLines(statement)]) process.stdout.write(`${line}\n`);
}

/** @throws InputError DOCUMENTS_FILE_MISSING, GLYPH_MISSING */
async function pdfOf(
  { context }: Looking,
  file: DocumentsFile | undefined,
  { account }: AccountRow,
  statement: StatementOfContract,
): Promise<Uint8Array> {
  if (file === undefined)
    throw new InputError(
      'DOCUMENTS_FILE_MISSING',
      'The biller has no documentsFile in its settings, so nobody knows who issues. See docs/documents.md.',
    );
  const { language, issuer, payers } = file;
  const code = context.state.contracts.get(statement.contract)?.resource;
  const names = Object.keys(RESOURCE) as (keyof typeof RESOURCE)[];
  const resource = names.find((name) => RESOURCE[name] === code) ?? 'upkeep';
  const { renderStatement } = await import('../../../biller/documents/render-statement.ts');
  return renderStatement(statement, {
    language,
    issuer,
    payer: payers.get(parseHex(account, 'the account', 20)),
    resource,
  });
}

/** Every contract of this biller by which something was billed. Its number is that of the contract. */
export async function accountRows(looking: Looking, asked: Asked): Promise<AccountRow[]> {
  const rows: AccountRow[] = [];
  for (const { contract, number } of contractsOf(looking)) {
    const bare = bareRow(looking, contract, number);
    try {
      const statement = await accountOfContract(looking.context, contract.contractId, asked);
      if (statement !== undefined) rows.push(rowOf(bare, statement));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // One account that cannot be read keeps nobody from the others.
      rows.push({ ...bare, open: true, code: error.code, line: `${bare.line}: not known (${error.code})` });
    }
  }
  return rows;
}

/** By the payer's name or account number, where the documents file has them, else as in any list. @throws InputError ROW_UNKNOWN, ROW_AMBIGUOUS */
export function findAccount(
  rows: readonly AccountRow[],
  payers: ReadonlyMap<string, Pick<Payer, 'name' | 'account'>>,
  which: string,
): AccountRow {
  const named = rows.filter(({ account }) => {
    const payer = payers.get(account);
    return payer !== undefined && (payer.name === which || payer.account === which);
  });
  const found = named.length === 0 ? rows : named.map((row) => ({ ...row, flat: which }));
  const { number } = findRow(found, 'accounts', which, 'account');
  const row = rows.find((one) => one.number === number);
  if (row === undefined) throw new Error('a row that was found is among the rows');
  return row;
}

/** @throws InputError DATE_INVALID, COUNT_INVALID */
function askedBy({ at, block }: AccountOptions): Asked {
  return {
    asOf: at === undefined ? undefined : dateOption('--at', at),
    through: block === undefined ? undefined : BigInt(countOption('--block', block)),
  };
}

function contractsOf({ context: { state } }: Looking): { contract: Contract; number: number }[] {
  const numbered = [...state.contracts.values()].map((contract, index) => ({ contract, number: index + 1 }));
  return numbered.filter(({ contract }) => contract.supplier === state.me && isSigned(contract));
}

function bareRow(looking: Looking, { contractId, consumer, resource }: Contract, number: number): AccountRow {
  return {
    ...{ number, id: contractId, open: false, flat: flatName(looking, consumer), account: consumer },
    resource: resourceNameOf(resource),
    line: `${resourceNameOf(resource)} with ${residentName(looking, consumer)}`,
  };
}

function rowOf(bare: AccountRow, statement: StatementOfContract): AccountRow {
  const { asOf, owed, overdue, overdueSince, advance, penalty } = statement;
  const since = overdueSince === null ? '' : `, overdue ${overdue} since ${overdueSince}`;
  const held = advance === '0.00' ? '' : `, advance ${advance}`;
  const borne = penalty === null || penalty === '0.00' ? '' : `, penalty ${penalty}`;
  return {
    ...bare,
    ...{ open: owed !== '0.00', asOf, owed, overdue, overdueSince, advance, penalty },
    line: `${bare.line}: owes ${owed}${since}${held}${borne}`,
  };
}
