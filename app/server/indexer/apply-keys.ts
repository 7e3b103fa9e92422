import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { rekeyFrom } from '../../../core/domain/keys/key-history.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/** The account stays, with all that it was confirmed to be. */
export async function applyKeyRotate(
  writer: ReadModelWriter,
  { block, digest, blockTimestamp }: RecordedBlock,
  { key, encryptionKey }: BlockData['KEY_ROTATE'],
): Promise<void> {
  await settleKeys(writer, blockTimestamp);
  // Of company and portal: a change of their own ends the one that waits.
  await writer
    .updateTable('account_keys')
    .set({ objection: digest })
    .where('account', '=', block.from)
    .where('is_written', '=', false)
    .where('objection', 'is', null)
    .execute();
  await writer
    .insertInto('account_keys')
    .values({
      digest,
      account: block.from,
      key,
      encryption_key: encryptionKey,
      since: blockTimestamp,
      first_hand: null,
      objection: null,
      is_written: false,
    })
    .execute();
  await settleKeys(writer, blockTimestamp);
}

/** By the second hand; of company and portal by the other one of them, whose hand alone is both then. */
export async function applyRekey(
  writer: ReadModelWriter,
  { block, digest, blockTimestamp }: RecordedBlock,
  first_hand: Hex,
  { account, key, encryptionKey }: Pick<BlockData['REKEY'], 'account' | 'key' | 'encryptionKey'>,
): Promise<void> {
  await settleKeys(writer, blockTimestamp);
  const named = { account, key, encryption_key: encryptionKey, since: rekeyFrom(block) };
  await writer
    .insertInto('account_keys')
    .values({ digest, ...named, first_hand, objection: null, is_written: false })
    .execute();
}

export async function applyObjection(
  writer: ReadModelWriter,
  { digest }: RecordedBlock,
  { key }: BlockData['REKEY_OBJECT'],
): Promise<void> {
  await writer.updateTable('account_keys').set({ objection: digest }).where('key', '=', key).execute();
}

/** Writes down what has come into force by the time of an EVM block alone. */
export async function settleKeys(writer: ReadModelWriter, time: bigint): Promise<void> {
  const due = await writer
    .selectFrom('account_keys')
    .selectAll()
    .where('is_written', '=', false)
    .where('objection', 'is', null)
    .where('since', '<=', String(time))
    .execute();
  for (const { digest, account, encryption_key } of due) {
    const change = {
      encryption_key,
      encryption_key_hash: toHex(keccak_256(fromHex(encryption_key))),
      key_digest: digest,
    };
    await writer.updateTable('participants').set(change).where('address', '=', account).execute();
    await writer.updateTable('account_keys').set({ is_written: true }).where('digest', '=', digest).execute();
  }
}
