import { InputError } from '../bytes/errors.ts';
import { toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { dataSlot, openStorage, slotBehind, type Storage } from '../proof/open-storage.ts';
import type { StorageNodes } from '../proof/storage-nodes.ts';
import type { KeyedNetwork } from '../seal/seal-keys.ts';
import { WITNESSES_MAX } from '../limits.ts';
import type { Witness } from './witness.ts';

/** Where `Witnesses` keeps its list (docs/formats.md §2): its length; two words for each stand at keccak256 of the slot's number. */
export const WITNESSES_SLOT: Hex = toHex(uintBytes(10, 32));
const FIRST = dataSlot(WITNESSES_SLOT);

/** A witness that stands. `since`: the EVM time of the block that entered it. */
export type StandingWitness = Witness & { since: bigint };

/** The slots of the whole list, its length first. */
export function witnessSlots(length: number): Hex[] {
  return [WITNESSES_SLOT, ...Array.from({ length: 2 * length }, (_, word) => slotBehind(FIRST, BigInt(word)))];
}

/**
 * Who stands as a witness in the state of a sealed block, with nothing believed but the network file. Of what age that block is, witnesses say: it is as good as the
 * newest head that the reader knows.
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID, HEADER_INVALID, HEADER_MISMATCH, PROOF_BROKEN, LEDGER_ABSENT
 */
export function readWitnessRegister(network: KeyedNetwork, proof: StorageNodes): StandingWitness[] {
  return standingWitnesses(openStorage(network, network.contracts.participants, proof));
}

/** The list in a proved state of the register. @throws InputError PROOF_BROKEN */
export function standingWitnesses({ word }: Pick<Storage, 'word'>): StandingWitness[] {
  const length = word(WITNESSES_SLOT);
  if (length > BigInt(WITNESSES_MAX))
    throw new InputError('PROOF_BROKEN', `The Merkle proof is broken: a register of ${length} witnesses.`);
  const [, ...slots] = witnessSlots(Number(length));
  return Array.from({ length: Number(length) }, (_, place) => {
    const [key, owner] = [word(slots[2 * place] ?? '0x'), word(slots[2 * place + 1] ?? '0x')];
    return { key: addressIn(key), since: key >> 160n, owner: addressIn(owner) };
  });
}

function addressIn(word: bigint): Hex {
  return toHex(uintBytes(BigInt.asUintN(160, word), 20));
}
