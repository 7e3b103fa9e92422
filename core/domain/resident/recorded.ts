import { decodeData } from '../ledger/block-data.ts';
import type { BlockData } from '../ledger/block-data.ts';
import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { checkSignedBlock } from '../ledger/internal-block.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { KIND } from '../ledger/kinds.ts';
import { domainOf, type Network } from '../ledger/network.ts';
import { provenKeys } from '../keys/proven-keys.ts';
import type { DataKind } from '../ledger/fact-table.ts';

/**
 * An internal block as a server says that a ledger recorded it. `keys`: where its sender ever changed the key, the blocks that say so, the first one first.
 */
export type Recorded = { digest: Hex; position: bigint; signed: SignedBlock; keys?: readonly SignedBlock[] };

/**
 * Checks that a recorded block is of this kind, on this ledger, signed by this sender, and named by its own digest; then reads its data.
 * @throws InputError BLOCK_OTHER, SENDER_MISMATCH, DATA_HASH_MISMATCH, SIGNATURE_INVALID, DATA_MALFORMED, and those of `provenKeys`
 */
export function readRecorded<K extends DataKind>(args: {
  network: Network;
  recorded: Recorded;
  kind: K;
  from: Hex;
  ledgers: readonly Hex[];
}): BlockData[K] {
  const { network, recorded, kind, from } = args;
  const { block, ledger, data } = recorded.signed;
  const digest = checkSignedBlock(domainOf(network), recorded.signed, provenKeys(network, recorded.keys ?? []));
  if (!args.ledgers.some((each) => same(each, ledger)) || block.kind !== KIND[kind] || !same(digest, recorded.digest)) {
    throw new InputError('BLOCK_OTHER', `The server gave another block instead of ${kind} ${recorded.digest}.`);
  }
  if (!same(block.from, from)) {
    throw new InputError('SENDER_MISMATCH', `The ${kind} is signed by ${block.from}, not by ${from}.`);
  }
  return decodeData(kind, data);
}

export function same(a: Hex, b: Hex): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
