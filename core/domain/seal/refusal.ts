import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, uintBytes, utf8, type Hex } from '../bytes/hex.ts';
import { strictFields, type FieldReader } from '../bytes/strict-json.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import type { NetworkDomain } from '../ledger/network.ts';
import { isSealKey, type SealKeys } from './seal-keys.ts';
import { typedDigest } from './seal.ts';

/** The company's word that its queue did not take a well-formed block of an active sender (docs/formats.md §7). */
export type Refusal = {
  digest: Hex;
  /** Why, as a stable code. */
  code: string;
  /** Number of the newest block then. */
  head: bigint;
  /** Unix seconds by the queue's clock. */
  time: bigint;
};
export type SignedRefusal = Refusal & { signature: Hex };
export type UnsignedRefusalJson = { digest: Hex; code: string; head: string; time: string };
export type RefusalJson = UnsignedRefusalJson & { signature: Hex };

const REFUSAL_TYPE = keccak_256(utf8('Refusal(bytes32 digest,string code,uint64 head,uint64 time)'));
const KEYS = ['digest', 'code', 'head', 'time'];
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;

/** EIP-712 signing hash of a refusal. */
export function refusalDigest(domain: NetworkDomain, { digest, code, head, time }: Refusal): Hex {
  return typedDigest(
    domain,
    concatBytes(REFUSAL_TYPE, fromHex(digest), keccak_256(utf8(code)), uintBytes(head, 32), uintBytes(time, 32)),
  );
}

/** Integers as decimal strings. */
export function unsignedRefusalToJson({ digest, code, head, time }: Refusal): UnsignedRefusalJson {
  return { digest, code, head: head.toString(), time: time.toString() };
}

export function refusalToJson(refusal: SignedRefusal): RefusalJson {
  return { ...unsignedRefusalToJson(refusal), signature: refusal.signature };
}

function refusalOf(fields: FieldReader): Refusal {
  return {
    digest: fields.hex('digest', 32),
    code: fields.text('code', CODE),
    head: fields.uint64('head'),
    time: fields.uint64('time'),
  };
}

/** @throws InputError EVIDENCE_INVALID */
export function parseUnsignedRefusal(json: unknown): Refusal {
  return refusalOf(strictFields(json, KEYS, 'The refusal', 'EVIDENCE_INVALID'));
}

/** @throws InputError EVIDENCE_INVALID */
export function parseRefusal(json: unknown): SignedRefusal {
  const fields = strictFields(json, [...KEYS, 'signature'], 'The refusal', 'EVIDENCE_INVALID');
  return { ...refusalOf(fields), signature: fields.hex('signature', 65) };
}

/**
 * A refusal as it came with an answer, if it is the company's word about this block.
 * @throws InputError EVIDENCE_INVALID, REFUSAL_FORGED
 */
export function checkRefusal(json: unknown, digest: Hex, company: SealKeys & { domain: NetworkDomain }): SignedRefusal {
  const refusal = parseRefusal(json);
  if (refusal.digest !== digest)
    throw new InputError('REFUSAL_FORGED', `The refusal is of ${refusal.digest}, not of ${digest}.`);
  const signer = recoverAddress(refusalDigest(company.domain, refusal), refusal.signature);
  if (!isSealKey(company, signer))
    throw new InputError('REFUSAL_FORGED', `The refusal is signed by ${signer}, not by a seal key of the company.`);
  return refusal;
}
