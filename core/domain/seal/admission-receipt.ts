import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, fromHex, uintBytes, utf8, type Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import type { NetworkDomain } from '../ledger/network.ts';
import { typedDigest } from './seal.ts';

/** The company's promise that an internal block stands in the chain in time (docs/formats.md §7). */
export type Admission = {
  digest: Hex;
  /** The one that signed the internal block: its sender's at that head. Under another signature nothing is carried that a ledger could take. */
  key: Hex;
  /** Number and seal hash of the newest block when the promise was given: the blocks after it can keep it. */
  head: bigint;
  headSeal: Hex;
  /** Number of the last block that may carry it … */
  byBlock: bigint;
  /** … and the latest date of that block, unix seconds. */
  byTime: bigint;
  /** The sender's newest block under this key that waited at that head and is carried first; zero where none did. */
  before: Hex;
};
export type SignedAdmission = Admission & { signature: Hex };

const ADMISSION_TYPE = keccak_256(
  utf8(
    'Admission(bytes32 digest,address key,uint64 head,bytes32 headSeal,uint64 byBlock,uint64 byTime,bytes32 before)',
  ),
);

/** EIP-712 signing hash of an admission receipt. */
export function admissionDigest(domain: NetworkDomain, admission: Admission): Hex {
  return typedDigest(
    domain,
    concatBytes(
      ADMISSION_TYPE,
      fromHex(admission.digest),
      uintBytes(BigInt(admission.key), 32),
      uintBytes(admission.head, 32),
      fromHex(admission.headSeal),
      uintBytes(admission.byBlock, 32),
      uintBytes(admission.byTime, 32),
      fromHex(admission.before),
    ),
  );
}

/** Integers as decimal strings. */
export type AdmissionJson = {
  digest: Hex;
  key: Hex;
  head: string;
  headSeal: Hex;
  byBlock: string;
  byTime: string;
  before: Hex;
};
export type ReceiptJson = AdmissionJson & { signature: Hex };

export function admissionToJson({ digest, key, head, headSeal, byBlock, byTime, before }: Admission): AdmissionJson {
  return {
    digest,
    key,
    head: head.toString(),
    headSeal,
    byBlock: byBlock.toString(),
    byTime: byTime.toString(),
    before,
  };
}

export function receiptToJson(receipt: SignedAdmission): ReceiptJson {
  return { ...admissionToJson(receipt), signature: receipt.signature };
}

export const ADMISSION_KEYS = ['digest', 'key', 'head', 'headSeal', 'byBlock', 'byTime', 'before'];

/** What is signed of an admission, out of fields that are read strictly. @throws InputError with the code of the fields */
export function admissionOf(fields: ReturnType<typeof strictFields>): Admission {
  return {
    digest: fields.hex('digest', 32),
    key: fields.hex('key', 20),
    head: fields.uint64('head'),
    headSeal: fields.hex('headSeal', 32),
    byBlock: fields.uint64('byBlock'),
    byTime: fields.uint64('byTime'),
    before: fields.hex('before', 32),
  };
}

/** A receipt as the queue gives it, or as a portal lists it beside what became of it: only what is signed counts. @throws InputError EVIDENCE_INVALID */
export function parseReceipt(json: unknown): SignedAdmission {
  const fields = strictFields(json, [...ADMISSION_KEYS, 'signature'], 'The receipt', 'EVIDENCE_INVALID', {
    extra: true,
  });
  return { ...admissionOf(fields), signature: fields.hex('signature', 65) };
}
