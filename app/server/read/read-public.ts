import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { parseCursor, cursorText } from './page-cursor.ts';
import { need, publicJson, recordedByDigest } from './recorded-json.ts';
import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { PublicBlockJson, RecordedJson } from './recorded-json.ts';

export type DirectoryEntry = {
  address: Hex;
  role: number;
  roleName: 'provider' | 'company' | 'portal' | 'collector';
  encryptionKey: Hex;
  name: string;
  active: boolean;
  enrolment: RecordedJson;
  /** The block that named the present key, where that is not the enrolment. */
  keyChange: RecordedJson | null;
};
export type RateJson = {
  provider: Hex;
  resource: number;
  zone: number;
  mantissa: string;
  exponent: number;
  validFrom: string;
  recorded: RecordedJson;
};
export type WithdrawnRateJson = RateJson & { withdrawal: RecordedJson };

const PUBLIC_ROLES = {
  [ROLE.provider]: 'provider',
  [ROLE.company]: 'company',
  [ROLE.portal]: 'portal',
  [ROLE.collector]: 'collector',
} as const;

/** Who serves the house. Residents are not in it. */
export async function readDirectory(
  readModel: Kysely<ReadModelTables>,
  names: ReadonlyMap<Hex, string>,
): Promise<DirectoryEntry[]> {
  const rows = await readModel
    .selectFrom('participants')
    .selectAll()
    .where('role', '<>', ROLE.subscriber)
    .orderBy('role')
    .orderBy('address')
    .execute();
  const said = await recordedByDigest(
    readModel,
    rows.flatMap((row) => [row.enrol_digest, ...(row.key_digest === null ? [] : [row.key_digest])]),
  );
  return rows.flatMap((row) => {
    const roleName = isPublicRole(row.role) ? PUBLIC_ROLES[row.role] : undefined;
    const enrolment = said.get(row.enrol_digest);
    if (roleName === undefined || enrolment === undefined) return [];
    return {
      address: row.address,
      role: row.role,
      roleName,
      encryptionKey: row.encryption_key,
      name: names.get(row.address) ?? `${roleName} ${row.address.slice(0, 8)}`,
      active: row.registered && !row.suspended,
      enrolment,
      keyChange: row.key_digest === null ? null : need(said, row.key_digest),
    };
  });
}

function isPublicRole(role: number): role is keyof typeof PUBLIC_ROLES {
  return Object.hasOwn(PUBLIC_ROLES, role);
}

/** Rates by date; apart from them those that were withdrawn, with the two blocks that say so. */
export async function readRates(
  readModel: Kysely<ReadModelTables>,
  provider: Hex | undefined,
): Promise<{ rates: RateJson[]; withdrawn: WithdrawnRateJson[] }> {
  let select = readModel.selectFrom('rates').selectAll().orderBy('valid_from').orderBy('digest');
  if (provider !== undefined) select = select.where('provider', '=', provider);
  const rows = await select.execute();
  const recorded = await recordedByDigest(
    readModel,
    rows.flatMap(({ digest, withdrawn }) => (withdrawn === null ? [digest] : [digest, withdrawn])),
  );
  const rates: RateJson[] = [];
  const withdrawn: WithdrawnRateJson[] = [];
  for (const row of rows) {
    const rate = {
      provider: row.provider,
      resource: row.resource,
      zone: row.zone,
      mantissa: row.mantissa,
      exponent: row.exponent,
      validFrom: row.valid_from,
      recorded: need(recorded, row.digest),
    };
    if (row.withdrawn === null) rates.push(rate);
    else withdrawn.push({ ...rate, withdrawal: need(recorded, row.withdrawn) });
  }
  return { rates, withdrawn };
}

/** What everyone may see of the ledgers (S34, S59), oldest first. */
export async function readBlocks(
  readModel: Kysely<ReadModelTables>,
  page: { after: string | undefined; limit: number },
): Promise<{ blocks: PublicBlockJson[]; next: string | null }> {
  let select = readModel
    .selectFrom('internal_blocks')
    .select([
      'block_number',
      'log_index',
      'digest',
      'ledger',
      'ledger_name',
      'position',
      'head',
      'block_time',
      'transaction_hash',
      'sender',
      'recipient',
      'signed_time',
      'kind',
      'subject',
      'data_hash',
      'replaces',
      'signature',
    ])
    .orderBy('block_number')
    .orderBy('log_index')
    .limit(page.limit + 1);
  if (page.after !== undefined) {
    const [block, log] = parseCursor(page.after, 2);
    select = select.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('block_number', 'log_index'), '>', tuple(String(block), Number(log))),
    );
  }
  const rows = await select.execute();
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    blocks: shown.map(publicJson),
    next: last === undefined ? null : cursorText([last.block_number, last.log_index]),
  };
}

export async function readBlock(readModel: Kysely<ReadModelTables>, digest: Hex): Promise<RecordedJson | undefined> {
  return (await recordedByDigest(readModel, [digest])).get(digest);
}
