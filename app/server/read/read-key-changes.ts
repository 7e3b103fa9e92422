import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { Kysely } from 'kysely';
import type { ReadModelTables } from '../database/tables.ts';
import { keyNow } from './key-blocks.ts';

/**
 * How the keys of own accounts stand: which one signs now, which one waits until the old one can object no more, and those that company or portal proposed and the other
 * has not said yet. Times are unix seconds.
 */
export type KeysJson = {
  account: Hex;
  key: Hex;
  waiting: { key: Hex; from: string } | null;
  proposed: { actHash: Hex; key: Hex; by: Hex; until: string }[];
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
  return Promise.all(
    accounts.map(async (account) => {
      const { key, waitsFor, from } = await keyNow(readModel, account, now);
      const proposed = acts.flatMap(({ account: of, actHash, key: named, by, until }) =>
        of === account ? [{ actHash, key: named, by, until }] : [],
      );
      return { account, key, waiting: waitsFor === undefined ? null : { key: waitsFor, from: from ?? '0' }, proposed };
    }),
  );
}
