import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { Kysely } from 'kysely';
import type { ReadModelTables } from '../database/tables.ts';
import { keyNow } from './key-blocks.ts';

/**
 * How the keys of own accounts stand: which one signs now, which one waits until the old one can object no more, and those that company or portal proposed and the other
 * has not said yet, and those that the old key objected to. Times are unix seconds.
 */
export type KeysJson = {
  account: Hex;
  key: Hex;
  waiting: { key: Hex; from: string } | null;
  proposed: { actHash: Hex; key: Hex; by: Hex; until: string }[];
  objected: { key: Hex; at: string }[];
};

export async function readKeyChanges(
  readModel: Kysely<ReadModelTables>,
  accounts: readonly Hex[],
  now: number,
): Promise<KeysJson[]> {
  const open = await readModel
    .selectFrom('acts')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'acts.digest')
    .selectAll('acts')
    .select('internal_blocks.data')
    .where('acts.kind', '=', KIND.REKEY)
    .where('acts.state', '=', 'open')
    .where('acts.until', '>=', String(now))
    .execute();
  const acts = open.map(({ act_hash: actHash, proposer: by, until, data }) => ({
    ...decodeData('REKEY', toHex(data)),
    actHash,
    by,
    until,
  }));
  const objected = await objectionsOf(readModel, accounts);
  return Promise.all(
    accounts.map(async (account) => {
      const { key, waitsFor, from } = await keyNow(readModel, account, now);
      const proposed = acts.flatMap(({ account: of, actHash, key: named, by, until }) =>
        of === account ? [{ actHash, key: named, by, until }] : [],
      );
      return {
        account,
        key,
        waiting: waitsFor === undefined ? null : { key: waitsFor, from: from ?? '0' },
        proposed,
        objected: objected.flatMap(({ account: of, key: named, at }) => (of === account ? [{ key: named, at }] : [])),
      };
    }),
  );
}

/** In the ledger's order; `at` is what the objection is dated. */
async function objectionsOf(
  readModel: Kysely<ReadModelTables>,
  accounts: readonly Hex[],
): Promise<{ account: Hex; key: Hex; at: string }[]> {
  if (accounts.length === 0) return [];
  return readModel
    .selectFrom('account_keys')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'account_keys.objection')
    .select(['account_keys.account', 'account_keys.key', 'internal_blocks.signed_time as at'])
    .where('account_keys.account', 'in', [...accounts])
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
}
