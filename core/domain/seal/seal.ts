import { strictFields } from '../bytes/strict-json.ts';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, uintBytes, utf8, type Hex } from '../bytes/hex.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import type { NetworkDomain } from '../ledger/network.ts';

/** What the company signs of an external block (docs/formats.md §7; the paper's number, parent, time and r, S30). */
export type SealFields = {
  number: bigint;
  /** `sealDigest` of the block before; zero for block 0. */
  parentSeal: Hex;
  /** keccak256 of the RLP header. */
  blockHash: Hex;
  /** Unix seconds, the EVM block's. */
  timestamp: bigint;
  /** The number that brings the seal's hash under the target. */
  r: bigint;
};
export type Seal = SealFields & { signature: Hex };

/**
 * A witness's word that it verified and keeps this block, and that it was the newest one at this time (unix seconds, by the witness's clock).
 * What it says of one block at two times is no contradiction; two seal hashes of one number are.
 */
export type Cosignature = { number: bigint; sealHash: Hex; time: bigint };

const DOMAIN_TYPE = keccak_256(utf8('EIP712Domain(string name,string version,uint256 chainId,bytes32 salt)'));
const NAME = keccak_256(utf8('Domledger Seal'));
const VERSION = keccak_256(utf8('1'));
const SEAL_TYPE = keccak_256(
  utf8('Seal(uint64 number,bytes32 parentSeal,bytes32 blockHash,uint64 timestamp,uint64 r)'),
);
const SEAL_KEY_TYPE = keccak_256(utf8('SealKey(uint64 number,address next,uint64 validFrom,uint64 validUntil)'));
const COSIGNATURE_TYPE = keccak_256(utf8('Cosignature(uint64 number,bytes32 sealHash,uint64 time)'));

/** The seal's EIP-712 signing hash: `sealHash`, which the target bounds and the next seal names as its parent. */
export function sealDigest(domain: NetworkDomain, seal: SealFields): Hex {
  return typedDigest(domain, concatBytes(...sealWords(seal), uintBytes(seal.r, 8)));
}

/** EIP-712 signing hash of a witness's cosignature. */
export function cosignatureDigest(domain: NetworkDomain, cosignature: Cosignature): Hex {
  return typedDigest(
    domain,
    concatBytes(
      COSIGNATURE_TYPE,
      uintBytes(cosignature.number, 32),
      word(cosignature.sealHash, 'sealHash'),
      uintBytes(uint64(cosignature.time), 32),
    ),
  );
}

/** What seal keys state about their succession: from block `number` on `next` seals, if a block from `validFrom` to `validUntil` records it. */
export type SealKeyStatement = { number: bigint; next: Hex; validFrom: bigint; validUntil: bigint };

/** EIP-712 signing hash of a handover. */
export function sealKeyDigest(domain: NetworkDomain, statement: SealKeyStatement): Hex {
  const { number, next, validFrom, validUntil } = statement;
  const words = concatBytes(
    SEAL_KEY_TYPE,
    uintBytes(uint64(number), 32),
    new Uint8Array(12),
    fromHex(next),
    uintBytes(uint64(validFrom), 32),
    uintBytes(uint64(validUntil), 32),
  );
  return typedDigest(domain, words);
}

/** Whether a seal's hash is under 2^(256 − targetBits). */
export function meetsTarget(sealHash: Hex, targetBits: number): boolean {
  return bytesToBigint(fromHex(sealHash)) >> BigInt(256 - targetBits) === 0n;
}

/**
 * Checks a seal against the block before it and the network's rules.
 * @param parentSeal the `sealHash` of number − 1, zero for block 0
 * @returns the seal's hash
 * @throws InputError SEAL_NUMBER, SEAL_PARENT, SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID
 */
export function checkSeal(args: {
  domain: NetworkDomain;
  seal: Seal;
  number: bigint;
  parentSeal: Hex;
  signer: Hex;
  targetBits: number;
}): Hex {
  const { seal } = args;
  if (seal.number !== args.number) {
    throw new InputError('SEAL_NUMBER', `The seal is of block ${seal.number}, expected is ${args.number}.`);
  }
  if (seal.parentSeal !== args.parentSeal) {
    throw new InputError(
      'SEAL_PARENT',
      `Seal ${seal.number} follows ${seal.parentSeal}, but the seal before it is ${args.parentSeal}.`,
    );
  }
  return checkSealAlone(args);
}

/** Target and signature only: what is true of a seal wherever it stands. @throws as `checkSeal` */
export function checkSealAlone(args: { domain: NetworkDomain; seal: Seal; signer: Hex; targetBits: number }): Hex {
  const { seal } = args;
  const sealHash = sealDigest(args.domain, seal);
  const signer = recoverAddress(sealHash, seal.signature);
  if (signer !== args.signer.toLowerCase()) {
    throw new InputError(
      'SEAL_SIGNER',
      `Seal ${seal.number} is signed by ${signer}, not by the seal key ${args.signer}, or for a network with another file.`,
    );
  }
  if (!meetsTarget(sealHash, args.targetBits)) {
    throw new InputError('SEAL_TARGET', `Seal ${seal.number} is not under the target of ${args.targetBits} bits.`);
  }
  return sealHash;
}

export type SealJson = {
  number: string;
  parentSeal: string;
  blockHash: string;
  timestamp: string;
  r: string;
  signature: string;
};

export function sealToJson(seal: Seal): SealJson {
  return {
    number: seal.number.toString(),
    parentSeal: seal.parentSeal,
    blockHash: seal.blockHash,
    timestamp: seal.timestamp.toString(),
    r: seal.r.toString(),
    signature: seal.signature,
  };
}

const SEAL_KEYS = ['number', 'parentSeal', 'blockHash', 'timestamp', 'r', 'signature'];

/** Strict parse. @throws InputError RECORD_INVALID, HEX_INVALID */
export function parseSeal(json: unknown): Seal {
  const fields = strictFields(json, SEAL_KEYS, 'The seal', 'RECORD_INVALID');
  return {
    number: fields.uint64('number'),
    parentSeal: fields.mixedHex('parentSeal', 32),
    blockHash: fields.mixedHex('blockHash', 32),
    timestamp: fields.uint64('timestamp'),
    r: fields.uint64('r'),
    signature: fields.mixedHex('signature', 65),
  };
}

/** The words of the seal's struct up to r, which fills the last 8 bytes after them. */
export function sealWords(seal: Omit<SealFields, 'r'>): Uint8Array[] {
  return [
    SEAL_TYPE,
    uintBytes(uint64(seal.number), 32),
    word(seal.parentSeal, 'parentSeal'),
    word(seal.blockHash, 'blockHash'),
    uintBytes(uint64(seal.timestamp), 32),
    new Uint8Array(24),
  ];
}

function uint64(value: bigint): bigint {
  uintBytes(value, 8);
  return value;
}

function word(hex: Hex, what: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes.length !== 32) throw new InputError('HEX_INVALID', `${what} has ${bytes.length} bytes instead of 32.`);
  return bytes;
}

let separator: (NetworkDomain & { bytes: Uint8Array }) | undefined;

export function domainSeparator({ chainId, networkHash }: NetworkDomain): Uint8Array {
  if (separator?.networkHash !== networkHash || separator.chainId !== chainId) {
    const words = concatBytes(DOMAIN_TYPE, NAME, VERSION, uintBytes(chainId, 32), word(networkHash, 'networkHash'));
    separator = { chainId, networkHash, bytes: keccak_256(words) };
  }
  return separator.bytes;
}

/** EIP-712 signing hash of a struct, its type's hash first, in the domain of seals. */
export function typedDigest(domain: NetworkDomain, struct: Uint8Array): Hex {
  return toHex(keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domainSeparator(domain), keccak_256(struct))));
}

/** @throws InputError EVIDENCE_INVALID */
export function parseCosignature(json: unknown): SignedCosignature {
  const fields = strictFields(json, ['number', 'sealHash', 'time', 'signature'], 'The cosignature', 'EVIDENCE_INVALID');
  return {
    number: fields.uint64('number'),
    sealHash: fields.hex('sealHash', 32),
    time: fields.uint64('time'),
    signature: fields.hex('signature', 65),
  };
}

export type SignedCosignature = Cosignature & { signature: Hex };
