import { secp256k1 } from '#secp256k1';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import {
  bytesToBigint,
  concatBytes,
  fromHex,
  lowerHex,
  toHex,
  uintBytes,
  utf8,
  ZERO_32,
  type Hex,
} from '../bytes/hex.ts';
import type { NetworkDomain } from './network.ts';
import { strictFields } from '../bytes/strict-json.ts';

/** Half the order of secp256k1 (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** The paper's internal block T = f(KO, D, signature): who says what about which subject, and the hash of what is said (S26, S27). */
export type InternalBlock = {
  from: Hex;
  to: Hex;
  /** Unix seconds, UTC, by the sender's clock. */
  timestamp: bigint;
  kind: number;
  subject: Hex;
  dataHash: Hex;
  /** The sender's first block on this ledger for the same purpose: of all that name it, and itself, one is taken. Zero in the first. */
  replaces: Hex;
};

/** An internal block on its way to the ledger that is to hold it: what the public queue takes. */
export type SignedBlock = { ledger: Hex; block: InternalBlock; signature: Hex; data: Hex };

/**
 * Whoever can sign a 32-byte digest with a secp256k1 key: 65 bytes r ‖ s ‖ v, low s, v 27 or 28. `address` is the account that it signs for; the key's own
 * address is another one where the account changed its key.
 */
export type Signer = { address: Hex; sign(digest: Hex): Hex };

/** Whether a key signs for an account (docs/formats.md §2). Both are lower-case addresses. */
export type SignsFor = (key: Hex, account: Hex) => boolean;

/** The key of an account that never changed it: it has the account's own address. */
export const isFirstKey: SignsFor = (key, account) => key === account;

const DOMAIN_TYPE = hashText(
  'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)',
);
const NAME = hashText('Domledger');
const VERSION = hashText('1');
const BLOCK_TYPE = hashText(
  'InternalBlock(address from,address to,uint64 timestamp,uint16 kind,bytes32 subject,bytes32 dataHash,bytes32 replaces)',
);
const domainSeparators = new Map<string, Uint8Array>();

function hashText(text: string): Uint8Array {
  return keccak_256(utf8(text));
}

function word(hex: Hex, length: number): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes.length !== length)
    throw new InputError('HEX_INVALID', `${hex} has ${bytes.length} bytes instead of ${length}.`);
  return length === 32 ? bytes : concatBytes(new Uint8Array(32 - length), bytes);
}

function domainSeparator({ chainId, networkHash }: NetworkDomain, ledger: Hex): Uint8Array {
  const key = `${chainId}:${networkHash}:${ledger.toLowerCase()}`;
  let separator = domainSeparators.get(key);
  if (!separator) {
    separator = keccak_256(
      concatBytes(DOMAIN_TYPE, NAME, VERSION, uintBytes(chainId, 32), word(ledger, 20), word(networkHash, 32)),
    );
    domainSeparators.set(key, separator);
  }
  return separator;
}

/** The EIP-712 signing hash of an internal block; it names the block everywhere. */
export function internalBlockDigest(domain: NetworkDomain, ledger: Hex, block: InternalBlock): Hex {
  const struct = keccak_256(
    concatBytes(
      BLOCK_TYPE,
      word(block.from, 20),
      word(block.to, 20),
      uintBytes(block.timestamp, 32),
      uintBytes(block.kind, 32),
      word(block.subject, 32),
      word(block.dataHash, 32),
      word(block.replaces, 32),
    ),
  );
  return typedDataHash(domain, ledger, struct);
}

/** The EIP-712 signing hash of a struct, by its hash, in a ledger's domain. */
export function typedDataHash(domain: NetworkDomain, ledger: Hex, structHash: Uint8Array): Hex {
  return toHex(keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domainSeparator(domain, ledger), structHash)));
}

/** Forms and signs an internal block; `timestamp` is unix seconds. */
export function signBlock(args: {
  domain: NetworkDomain;
  ledger: Hex;
  signer: Signer;
  to: Hex;
  kind: number;
  subject: Hex;
  data: Hex;
  timestamp: bigint;
  /** Zero where it is left out. */
  replaces?: Hex | undefined;
}): SignedBlock {
  const block: InternalBlock = {
    from: lowerHex(args.signer.address),
    to: lowerHex(args.to),
    timestamp: args.timestamp,
    kind: args.kind,
    subject: lowerHex(args.subject),
    dataHash: toHex(keccak_256(fromHex(args.data))),
    replaces: lowerHex(args.replaces ?? ZERO_32),
  };
  const ledger = lowerHex(args.ledger);
  return {
    ledger,
    block,
    signature: args.signer.sign(internalBlockDigest(args.domain, ledger, block)),
    data: lowerHex(args.data),
  };
}

/**
 * Recovers the address that signed a digest (EIP-2: only low s).
 * @throws InputError SIGNATURE_INVALID
 */
export function recoverAddress(digest: Hex, signature: Hex): Hex {
  const bytes = fromHex(signature);
  const v = bytes[64];
  if (bytes.length !== 65 || (v !== 27 && v !== 28)) {
    throw new InputError('SIGNATURE_INVALID', 'A signature has 65 bytes, r, s and v = 27 or 28.');
  }
  if (bytesToBigint(bytes.subarray(32, 64)) > HALF_ORDER) {
    throw new InputError('SIGNATURE_INVALID', 'The signature has a high s; only the low half is accepted.');
  }
  let key: Uint8Array;
  try {
    key = secp256k1.recoverKey(fromHex(digest), bytes.subarray(0, 64), v === 27 ? 0 : 1);
  } catch (cause) {
    throw new InputError('SIGNATURE_INVALID', 'The signature is not one of any key over this block.', { cause });
  }
  return toHex(keccak_256(key.subarray(1)).subarray(12));
}

/**
 * Checks that the data is what was signed and the signature is the sender's.
 * @param signsFor whose key it is; left out for an account that never changed it
 * @returns the digest
 * @throws InputError DATA_HASH_MISMATCH, SIGNATURE_INVALID, SENDER_MISMATCH
 */
export function checkSignedBlock(domain: NetworkDomain, signed: SignedBlock, signsFor: SignsFor = isFirstKey): Hex {
  if (toHex(keccak_256(fromHex(signed.data))) !== lowerHex(signed.block.dataHash)) {
    throw new InputError('DATA_HASH_MISMATCH', 'The data of the internal block is not the data that was signed.');
  }
  const digest = internalBlockDigest(domain, signed.ledger, signed.block);
  const signer = recoverAddress(digest, signed.signature);
  if (!signsFor(signer, lowerHex(signed.block.from))) {
    throw new InputError(
      'SENDER_MISMATCH',
      `The internal block says it is from ${signed.block.from}, but ${signer} signed it.`,
    );
  }
  return digest;
}

export type SignedBlockJson = {
  ledger: string;
  block: {
    from: string;
    to: string;
    timestamp: string;
    kind: number;
    subject: string;
    dataHash: string;
    replaces: string;
  };
  signature: string;
  data: string;
};

export function signedBlockToJson(signed: SignedBlock): SignedBlockJson {
  return { ...signed, block: { ...signed.block, timestamp: signed.block.timestamp.toString() } };
}

const CODE = 'BLOCK_JSON_INVALID';
const BLOCK_KEYS = ['from', 'to', 'timestamp', 'kind', 'subject', 'dataHash', 'replaces'];
const UNIX_SECONDS = /^(0|[1-9]\d{0,18})$/;

/** Strict parse of the queue's JSON form. @throws InputError BLOCK_JSON_INVALID, HEX_INVALID */
export function signedBlockFromJson(json: unknown): SignedBlock {
  const outer = strictFields(json, ['ledger', 'block', 'signature', 'data'], 'The internal block', CODE);
  const block = strictFields(outer.value('block'), BLOCK_KEYS, "The internal block's fields", CODE);
  return {
    ledger: outer.mixedHex('ledger', 20),
    block: {
      from: block.mixedHex('from', 20),
      to: block.mixedHex('to', 20),
      timestamp: BigInt(block.text('timestamp', UNIX_SECONDS)),
      kind: block.whole('kind', 0, 0xffff),
      subject: block.mixedHex('subject', 32),
      dataHash: block.mixedHex('dataHash', 32),
      replaces: block.mixedHex('replaces', 32),
    },
    signature: outer.mixedHex('signature', 65),
    data: outer.mixedHex('data'),
  };
}
