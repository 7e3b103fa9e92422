import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { checkSealedHeader, verifySeal, type SignedCosignature } from '../seal/light-client.ts';
import type { BlockHeader } from '../seal/block-record.ts';
import type { KeyedNetwork } from '../seal/seal-keys.ts';
import type { StorageNodes } from './storage-nodes.ts';
import { readAccountProof, readStorageProof } from '../seal/trie-proof.ts';

/** Storage of one contract, with what witnesses say of the block. */
export type StateProof = StorageNodes & { cosignatures: readonly SignedCosignature[] };

/** The contract's storage in block `number`, which was dated `timestamp`. */
export type Storage = {
  number: bigint;
  timestamp: bigint;
  sealHash: Hex;
  /** @throws InputError PROOF_BROKEN where the nodes do not lead there */
  word(slot: Hex): bigint;
};

/**
 * What a contract holds in the state of a block that the company sealed, with nothing believed but the network file. How old the block is, it does not say.
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID, HEADER_INVALID, HEADER_MISMATCH, PROOF_BROKEN, LEDGER_ABSENT
 */
export function openStorage(network: KeyedNetwork, address: Hex, proof: StorageNodes): Storage {
  const sealHash = verifySeal(network, proof.seal);
  return storageUnder(checkSealedHeader(proof.seal, proof.header), sealHash, address, proof);
}

/**
 * The same, under a header that the caller believes.
 * @throws InputError PROOF_BROKEN, LEDGER_ABSENT
 */
export function storageUnder(
  { stateRoot, number, timestamp }: Pick<BlockHeader, 'stateRoot' | 'number' | 'timestamp'>,
  sealHash: Hex,
  address: Hex,
  proof: Pick<StorageNodes, 'accountProof' | 'nodes'>,
): Storage {
  const account = readAccountProof({ stateRoot, address, proof: proof.accountProof });
  if (account === undefined)
    throw new InputError('LEDGER_ABSENT', `There is no contract at ${address} in block ${number}.`);
  const { storageRoot } = account;
  return {
    number,
    timestamp,
    sealHash,
    word: (slot) => readStorageProof({ storageRoot, slot, proof: proof.nodes }),
  };
}

/** The slot that lies `offset` words behind another one. */
export function slotBehind(slot: Hex, offset: bigint): Hex {
  return toHex(uintBytes(BigInt.asUintN(256, bytesToBigint(fromHex(slot)) + offset), 32));
}

/** Where Solidity keeps the words of `bytes` longer than 31 whose length stands in `slot`. */
export function dataSlot(slot: Hex): Hex {
  return toHex(keccak_256(fromHex(slot)));
}
