import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { checkSealedHeader, verifySeal, type StorageProof } from '../seal/light-client.ts';
import type { KeyedNetwork } from '../seal/seal-keys.ts';
import type { Seal } from '../seal/seal.ts';
import { readAccountProof, readStorageProof } from '../seal/trie-proof.ts';
import { WITNESSES_MAX } from '../limits.ts';
import type { Witness } from './witness.ts';

/** Where `Witnesses` keeps its list (docs/formats.md §2): its length; two words for each stand at keccak256 of the slot's number. */
export const WITNESSES_SLOT: Hex = toHex(uintBytes(10, 32));
const FIRST = bytesToBigint(keccak_256(fromHex(WITNESSES_SLOT)));

/** A witness that stands. `since`: the EVM time of the block that entered it. */
export type StandingWitness = Witness & { since: bigint };

/** What shows the register's list in the state of a sealed block (EIP-1186). */
export type WitnessProof = {
  seal: Seal;
  header: Hex;
  accountProof: readonly Hex[];
  storage: readonly StorageProof[];
};

/** The slots of the whole list, its length first. */
export function witnessSlots(length: number): Hex[] {
  return [
    WITNESSES_SLOT,
    ...Array.from({ length: 2 * length }, (_, word) => toHex(uintBytes(FIRST + BigInt(word), 32))),
  ];
}

/**
 * Who stands as a witness in the state of a sealed block, with nothing believed but the network file. Of what age that block is, witnesses say: it is as good as the
 * newest head that the reader knows.
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID, HEADER_INVALID, HEADER_MISMATCH, PROOF_BROKEN, LEDGER_ABSENT
 */
export function readWitnessRegister(network: KeyedNetwork, proof: WitnessProof): StandingWitness[] {
  verifySeal(network, proof.seal);
  const { stateRoot } = checkSealedHeader(proof.seal, proof.header);
  const { participants } = network.contracts;
  const account = readAccountProof({ stateRoot, address: participants, proof: proof.accountProof });
  if (account === undefined) throw new InputError('LEDGER_ABSENT', `There is no register at ${participants}.`);
  const nodes = proof.storage.flatMap((entry) => entry.proof);
  const word = (slot: Hex): bigint => readStorageProof({ storageRoot: account.storageRoot, slot, proof: nodes });
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
