import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlockJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { Kysely, Selectable } from 'kysely';
import type { ReadModelTables } from '../database/tables.ts';

/** The blocks in which these accounts' keys changed, oldest first, with those of whose hands did it; no entry where a key never changed. */
export async function keyBlocksOf(
  readModel: Kysely<ReadModelTables>,
  accounts: readonly Hex[],
): Promise<ReadonlyMap<Hex, SignedBlockJson[]>> {
  const blocks = new Map<Hex, SignedBlockJson[]>();
  const changed = await changesOf(readModel, accounts);
  const byHands = changed.filter(({ first_hand }) => first_hand !== null);
  const hands = byHands.length === 0 ? [] : await handsOf(readModel, byHands);
  const all = [...changed, ...(await changesOf(readModel, hands))];
  // The key of company or portal is replaced by the word of witnesses: who they are belongs to it.
  const isOfFounder = all.some(({ digest, first_hand }) => digest === first_hand);
  const witnesses = isOfFounder ? await witnessActs(readModel) : [];
  const said = await blocksOf(readModel, [
    ...witnesses,
    ...all.flatMap(({ digest, first_hand }) => (first_hand === null ? [digest] : [first_hand, digest])),
  ]);
  for (const account of new Set(changed.map((one) => one.account))) {
    const own = all.filter((one) => one.account === account);
    const others = own.some(({ first_hand }) => first_hand !== null) ? hands : [];
    const digests = all
      .filter((one) => one.account === account || others.includes(one.account))
      .flatMap(({ digest, first_hand }) => [digest, ...(first_hand === null ? [] : [first_hand])]);
    digests.push(...witnesses);
    blocks.set(account, said.filter(({ digest }) => digests.includes(digest)).map(signedJson));
  }
  return blocks;
}

/** The blocks of both hands by which witnesses came and went. */
async function witnessActs(readModel: Kysely<ReadModelTables>): Promise<Hex[]> {
  const acts = await readModel
    .selectFrom('acts')
    .select(['digest', 'ended_by'])
    .where('kind', 'in', [KIND.WITNESS_ENTER, KIND.WITNESS_REMOVE])
    .where('state', '=', 'done')
    .execute();
  return acts.flatMap(({ digest, ended_by }) => [digest, ended_by ?? digest]);
}

/** Which key signs for the account at an EVM time, unix seconds, and which one is going to from when on. */
export async function keyNow(
  readModel: Kysely<ReadModelTables>,
  account: Hex,
  time: number,
): Promise<{ key: Hex; waitsFor?: Hex; from?: string }> {
  const changes = await changesOf(readModel, [account]);
  const key = changes.findLast(({ since }) => Number(since) <= time)?.key ?? account;
  const waiting = changes.find(({ since }) => Number(since) > time);
  return waiting === undefined ? { key } : { key, waitsFor: waiting.key, from: waiting.since };
}

/** Changes that nobody objected to, in the order in which they come into force. */
async function changesOf(
  readModel: Kysely<ReadModelTables>,
  accounts: readonly Hex[],
): Promise<Selectable<ReadModelTables['account_keys']>[]> {
  if (accounts.length === 0) return [];
  return readModel
    .selectFrom('account_keys')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'account_keys.digest')
    .selectAll('account_keys')
    .where('account_keys.account', 'in', [...new Set(accounts)])
    .where('objection', 'is', null)
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
}

/** Company and portal, who signed the acts. */
async function handsOf(
  readModel: Kysely<ReadModelTables>,
  acts: readonly Selectable<ReadModelTables['account_keys']>[],
): Promise<Hex[]> {
  const digests = acts.flatMap(({ digest, first_hand }) => (first_hand === null ? [digest] : [digest, first_hand]));
  return [...new Set((await blocksOf(readModel, digests)).map(({ sender }) => sender))];
}

async function blocksOf(
  readModel: Kysely<ReadModelTables>,
  digests: readonly Hex[],
): Promise<Selectable<ReadModelTables['internal_blocks']>[]> {
  if (digests.length === 0) return [];
  return readModel
    .selectFrom('internal_blocks')
    .selectAll()
    .where('digest', 'in', [...new Set(digests)])
    .orderBy('block_number')
    .orderBy('log_index')
    .execute();
}

function signedJson(row: Selectable<ReadModelTables['internal_blocks']>): SignedBlockJson {
  const { sender: from, recipient: to, signed_time: timestamp, kind, subject, data_hash: dataHash, replaces } = row;
  const block = { from, to, timestamp, kind, subject, dataHash, replaces };
  return { ledger: row.ledger, block, signature: row.signature, data: toHex(row.data) };
}
