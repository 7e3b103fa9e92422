import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex } from '../../../core/domain/bytes/hex.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { isFounder, type Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/** A new encryption key voids registration and attestation; company and portal alone are registered from the beginning. */
export async function applyEnrol(
  writer: ReadModelWriter,
  network: Network,
  recorded: RecordedBlock,
  data: BlockData['ENROL'],
): Promise<void> {
  const address = recorded.block.from;
  const row = {
    role: data.role,
    encryption_key: data.encryptionKey,
    encryption_key_hash: toHex(keccak_256(fromHex(data.encryptionKey))),
    enrol_digest: recorded.digest,
    registered: isFounder(network, address),
    attested: false,
    key_digest: null,
  };
  await writer
    .insertInto('participants')
    .values({ address, ...row, suspended: false })
    .onConflict((conflict) => conflict.column('address').doUpdateSet(row))
    .execute();
}

export async function setParticipant(
  writer: ReadModelWriter,
  address: Hex,
  change: { registered: true } | { attested: true } | { suspended: boolean },
): Promise<void> {
  await writer.updateTable('participants').set(change).where('address', '=', address).execute();
}
