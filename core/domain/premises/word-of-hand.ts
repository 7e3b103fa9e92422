import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { BlockData } from '../ledger/block-data.ts';
import type { Network } from '../ledger/network.ts';
import type { Storage } from '../proof/open-storage.ts';
import { readRecorded, same, type Recorded } from '../resident/recorded.ts';
import { slotOfPosition } from './premises-slots.ts';

/** What company or portal said of premises. @throws InputError those of `readRecorded` */
export function wordOfHand<K extends 'FLAT_FACT' | 'FLAT_ACCOUNT' | 'HOUSE' | 'AREA_SUM'>(
  network: Network,
  recorded: Recorded,
  kind: K,
): BlockData[K] {
  const { company, portal, contracts } = network;
  const from = same(recorded.signed.block.from, company) ? company : portal;
  return readRecorded({ network, recorded, kind, from, ledgers: [contracts.premises] });
}

/** The place of a block on the ledger whose storage it is. @throws InputError BLOCK_NOT_ON_LEDGER, PROOF_BROKEN */
export function placeOf(storage: Storage, digest: Hex): bigint {
  const position = storage.word(slotOfPosition(digest));
  if (position !== 0n) return position;
  throw new InputError('BLOCK_NOT_ON_LEDGER', `Block ${storage.number} does not hold ${digest} on this ledger.`);
}
