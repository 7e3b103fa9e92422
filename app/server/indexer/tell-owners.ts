import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/** That the ledger counts this block in the heads of these accounts. */
export async function tellAccounts(writer: ReadModelWriter, digest: Hex, accounts: readonly Hex[]): Promise<void> {
  const rows = [...new Set(accounts)].map((account) => ({ digest, account }));
  if (rows.length > 0) await writer.insertInto('meter_words').values(rows).execute();
}

/** Of a word on a meter, which stands before it changes anything: the owner at that time, and who else. */
export async function tellOwners(
  writer: ReadModelWriter,
  digest: Hex,
  meterId: Hex,
  others: readonly Hex[] = [],
): Promise<void> {
  const { owner } = await writer
    .selectFrom('meters')
    .select('owner')
    .where('meter_id', '=', meterId)
    .executeTakeFirstOrThrow();
  await tellAccounts(writer, digest, [owner, ...others]);
}

/** Of the end of an act, whom its first hand was told to. */
export async function tellWithdrawn(writer: ReadModelWriter, digest: Hex, actHash: Hex): Promise<void> {
  const told = await writer
    .selectFrom('meter_words')
    .innerJoin('acts', 'acts.digest', 'meter_words.digest')
    .select('meter_words.account')
    .where('acts.act_hash', '=', actHash)
    .where('acts.state', '=', 'open')
    .execute();
  await tellAccounts(
    writer,
    digest,
    told.map(({ account }) => account),
  );
}
