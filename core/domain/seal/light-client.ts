import { decodeHeader, headerHash } from './block-record.ts';
import type { BlockHeader } from './block-record.ts';
import { InputError } from '../bytes/errors.ts';
import { fromHex, lowerHex, toHex, uintBytes, ZERO_32 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import { domainOf, type Network } from '../ledger/network.ts';
import { CLOCK_TOLERANCE, HEAD_AGE } from '../limits.ts';
import { sealKeyAt, type KeyedNetwork } from './seal-keys.ts';
import { checkSealAlone, cosignatureDigest } from './seal.ts';
import type { Cosignature, Seal } from './seal.ts';
import { mappingSlot, readAccountProof, readStorageProof } from './trie-proof.ts';

/** Whose cosignatures count, and how many of them a proof must carry. */
export type WitnessPolicy = { witnesses: readonly Hex[]; required: number };

/** One entry of `storageProof` of eth_getProof (EIP-1186). */
export type StorageProof = { key: Hex; proof: readonly Hex[] };

/** A cosignature as it travels: who gave it, over what. */
export type SignedCosignature = Cosignature & { witness: Hex; signature: Hex };

/** What a checked proof establishes: `digest` stands at `position` of the ledger whose head, after `count` blocks, was `head` in the state of block `number`. */
export type LedgerProofResult = {
  sealHash: Hex;
  number: bigint;
  timestamp: bigint;
  position: bigint;
  head: Hex;
  count: bigint;
  witnesses: readonly Hex[];
};

/** The slots of a ledger (docs/formats.md §2): head, count, position of a digest. */
export function ledgerSlots(digest: Hex): { head: Hex; count: Hex; position: Hex } {
  return { head: ZERO_32, count: toHex(uintBytes(1, 32)), position: mappingSlot(digest, 2n) };
}

/**
 * Checks that an internal block is on a ledger in the state of a sealed block, with nothing believed but the network file:
 * the seal is the company's and under the target; it names this header; the header's state root holds the ledger's account;
 * the account's storage holds the digest's position, the head and the count; enough known witnesses cosigned the seal.
 * @param claim what the server said about the block: compared with the proof where given
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID, HEADER_INVALID, HEADER_MISMATCH, PROOF_BROKEN, LEDGER_ABSENT, BLOCK_NOT_ON_LEDGER, POSITION_MISMATCH, HEAD_MISMATCH, COSIGNATURES_MISSING
 */
export function checkLedgerProof(args: {
  network: KeyedNetwork;
  seal: Seal;
  header: Hex;
  accountProof: readonly Hex[];
  storageProofs: readonly StorageProof[];
  ledger: Hex;
  digest: Hex;
  cosignatures: readonly SignedCosignature[];
  policy: WitnessPolicy;
  claim?: { position?: bigint; head?: Hex };
}): LedgerProofResult {
  const { network, seal, ledger, digest, claim = {} } = args;
  const sealHash = verifySeal(network, seal);
  const header = checkSealedHeader(seal, args.header);

  const account = readAccountProof({ stateRoot: header.stateRoot, address: ledger, proof: args.accountProof });
  if (account === undefined) {
    throw new InputError('LEDGER_ABSENT', `There is no contract at ${ledger} in block ${header.number}.`);
  }
  const slots = ledgerSlots(digest);
  const word = (slot: Hex): bigint => {
    const entry = args.storageProofs.find((candidate) => toHex(fromHex(candidate.key)) === slot);
    if (entry === undefined)
      throw new InputError('PROOF_BROKEN', `The Merkle proof is broken: no proof for slot ${slot}.`);
    return readStorageProof({ storageRoot: account.storageRoot, slot, proof: entry.proof });
  };
  const position = word(slots.position);
  const count = word(slots.count);
  const head = toHex(uintBytes(word(slots.head), 32));
  if (position === 0n || position > count) {
    throw new InputError(
      'BLOCK_NOT_ON_LEDGER',
      `The internal block ${digest} is not on ledger ${ledger} at block ${header.number}.`,
    );
  }
  if (claim.position !== undefined && claim.position !== position) {
    throw new InputError(
      'POSITION_MISMATCH',
      `The internal block is at position ${position}, not at ${claim.position}.`,
    );
  }
  if (claim.head !== undefined && toHex(fromHex(claim.head)) !== head) {
    throw new InputError('HEAD_MISMATCH', `The ledger's head is ${head}, not ${claim.head}.`);
  }
  const witnesses = checkWitnesses({
    network,
    number: seal.number,
    sealHash,
    cosignatures: args.cosignatures,
    policy: args.policy,
  });
  return { sealHash, number: header.number, timestamp: header.timestamp, position, head, count, witnesses };
}

/**
 * Checks that a seal is by the company's key of its number and under the target of this network.
 * @returns its hash
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID
 */
export function verifySeal(network: KeyedNetwork, seal: Seal): Hex {
  const { address, targetBits } = network.seal;
  const signer = sealKeyAt(address, network.handovers ?? [], seal.number);
  return checkSealAlone({ domain: domainOf(network), seal, signer, targetBits });
}

/**
 * Checks that the seal names this header.
 * @throws InputError HEADER_INVALID, HEADER_MISMATCH
 */
export function checkSealedHeader(seal: Seal, header: Hex): BlockHeader {
  const blockHash = headerHash(header);
  if (blockHash !== seal.blockHash.toLowerCase()) {
    throw new InputError(
      'HEADER_MISMATCH',
      `The seal names block ${seal.blockHash}, but the header hashes to ${blockHash}.`,
    );
  }
  const fields = decodeHeader(header);
  if (fields.number !== seal.number || fields.timestamp !== seal.timestamp) {
    throw new InputError('HEADER_MISMATCH', `The seal's number or time is not the header's (block ${fields.number}).`);
  }
  return fields;
}

/**
 * Counts the known witnesses who cosigned a seal; each counts once, and a cosignature of anyone else not at all.
 * @param now unix seconds; where it is given, as many must have said within the last five minutes that this is the newest block
 * @returns the witnesses that count
 * @throws InputError COSIGNATURES_MISSING when they are fewer than the policy asks for, HEAD_AGE_UNPROVED when their words are older
 */
export function checkWitnesses(args: {
  network: Network;
  number: bigint;
  sealHash: Hex;
  cosignatures: readonly SignedCosignature[];
  policy: WitnessPolicy;
  now?: bigint | undefined;
}): Hex[] {
  const { network, number, sealHash, policy, now } = args;
  const words = args.cosignatures.flatMap(({ time, signature }) => {
    const signer = signerOf(cosignatureDigest(domainOf(network), { number, sealHash, time }), signature);
    return signer === undefined ? [] : [{ signer, time }];
  });
  const witnesses = [...new Set(policy.witnesses.map(lowerHex))].filter((witness) =>
    words.some(({ signer }) => signer === witness),
  );
  if (witnesses.length < policy.required) {
    throw new InputError(
      'COSIGNATURES_MISSING',
      `Block ${number} is cosigned by ${witnesses.length} known witnesses; ${policy.required} are asked for.`,
    );
  }
  const isFresh = (time: bigint): boolean =>
    now === undefined || (time >= now - HEAD_AGE && time <= now + CLOCK_TOLERANCE);
  const fresh = witnesses.filter((witness) => words.some(({ signer, time }) => signer === witness && isFresh(time)));
  if (fresh.length < policy.required) {
    const times = words.map(({ time }) => new Date(Number(time) * 1000).toISOString()).join(', ');
    throw new InputError(
      'HEAD_AGE_UNPROVED',
      `That block ${number} is the newest one is said by ${fresh.length} witnesses of the last five minutes (${times}); ${policy.required} are asked for. Look whether this device's clock is right.`,
    );
  }
  return witnesses;
}

/** Who signed; `undefined` where the signature is none. */
export function signerOf(digest: Hex, signature: Hex): Hex | undefined {
  try {
    return recoverAddress(digest, signature);
  } catch (error) {
    // A broken signature beside good ones must not take their count away.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
