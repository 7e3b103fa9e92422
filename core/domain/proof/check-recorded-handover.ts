import { InputError } from '../bytes/errors.ts';
import { addressWord, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { indexTrieRoot } from '../seal/index-trie-root.ts';
import { checkLostKeyBlock } from '../handovers/check-lost-key.ts';
import { checkSealedHeader, verifySeal } from '../seal/light-client.ts';
import { decodeReceipt, type Log } from '../seal/receipt.ts';
import { holdsIn, retiringKey, type Handover, type KeyedNetwork } from '../seal/seal-keys.ts';
import type { Seal } from '../seal/seal.ts';

/** A sealed block with all of its receipts. */
export type SealedReceipts = { seal: Seal; header: Hex; receipts: readonly Hex[] };

const APPOINTED = toHex(keccak_256(new TextEncoder().encode('SealKeyAppointed(uint64,address,address)')));

/**
 * That `Participants` recorded a handover of the seal key, in a block that the key before sealed: both keys' signatures alone do not say that it ever came into
 * force. The receipts show it, not the state: a replica keeps all receipts, and states of the newest blocks alone.
 * @param network with the handovers before this one, each recorded
 * @throws InputError HANDOVER_UNRECORDED; of a lost key LOST_KEY_HEAD, LOST_KEY_EARLY; SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID, HEADER_INVALID, HEADER_MISMATCH, RECEIPT_INVALID, RLP_INVALID
 */
export function checkRecordedHandover(network: KeyedNetwork, handover: Handover, block: SealedReceipts): void {
  const { seal } = block;
  const { lost } = handover;
  // Of a lost key the block that hands it in is under the new one already, right behind the block of which it was said.
  const own = lost === undefined ? network : { ...network, handovers: [...(network.handovers ?? []), handover] };
  if (lost !== undefined)
    checkLostKeyBlock(lost, { sealHash: seal.parentSeal, timestamp: lost.headTime }, seal.timestamp);
  verifySeal(own, seal);
  const { receiptsRoot, number } = checkSealedHeader(seal, block.header);
  const retiring = retiringKey(network.seal.address, network.handovers ?? [], handover);
  const topics = [
    APPOINTED,
    toHex(uintBytes(handover.number, 32)),
    toHex(addressWord(handover.next)),
    toHex(addressWord(retiring)),
  ];
  const says = ({ address, topics: said }: Log): boolean =>
    address === network.contracts.participants.toLowerCase() && topics.every((topic, at) => said[at] === topic);
  const isRecorded =
    holdsIn(handover, number) &&
    indexTrieRoot(block.receipts) === receiptsRoot &&
    block.receipts.some((receipt) => decodeReceipt(receipt).logs.some(says));
  if (!isRecorded)
    throw new InputError(
      'HANDOVER_UNRECORDED',
      `The portal names ${handover.next} as the seal key from block ${handover.number} on, and shows no block that recorded it.`,
    );
}
