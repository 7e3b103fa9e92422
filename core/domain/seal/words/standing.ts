import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../../bytes/errors.ts';
import { concatBytes, fromHex, uintBytes, utf8, type Hex } from '../../bytes/hex.ts';
import { strictFields, type FieldReader } from '../../bytes/strict-json.ts';
import { recoverAddress } from '../../ledger/internal-block.ts';
import type { NetworkDomain } from '../../ledger/network.ts';
import { typedDigest } from '../seal.ts';

/** The company's word that at a time it makes blocks, and that this one is its newest (docs/formats.md §7). */
export type Standing = {
  number: bigint;
  sealHash: Hex;
  /** Unix seconds by the sealer's clock. */
  time: bigint;
};
export type SignedStanding = Standing & { signature: Hex };
export type UnsignedStandingJson = { number: string; sealHash: Hex; time: string };
export type StandingJson = UnsignedStandingJson & { signature: Hex };

const STANDING_TYPE = keccak_256(utf8('Standing(uint64 number,bytes32 sealHash,uint64 time)'));
const KEYS = ['number', 'sealHash', 'time'];

/** EIP-712 signing hash of a standing, in the seal's domain. */
export function standingDigest(domain: NetworkDomain, { number, sealHash, time }: Standing): Hex {
  return typedDigest(domain, concatBytes(STANDING_TYPE, uintBytes(number, 32), fromHex(sealHash), uintBytes(time, 32)));
}

/** Integers as decimal strings. */
export function unsignedStandingToJson({ number, sealHash, time }: Standing): UnsignedStandingJson {
  return { number: number.toString(), sealHash, time: time.toString() };
}

export function standingToJson(standing: SignedStanding): StandingJson {
  return { ...unsignedStandingToJson(standing), signature: standing.signature };
}

/** @throws InputError STANDING_INVALID */
export function parseUnsignedStanding(json: unknown): Standing {
  return standingOf(strictFields(json, KEYS, 'The standing', 'STANDING_INVALID'));
}

/** @throws InputError STANDING_INVALID */
export function parseStanding(json: unknown): SignedStanding {
  const fields = strictFields(json, [...KEYS, 'signature'], 'The standing', 'STANDING_INVALID');
  return { ...standingOf(fields), signature: fields.hex('signature', 65) };
}

/** @param signer the seal key of the block behind the one that it names @throws InputError STANDING_FORGED, SIGNATURE_INVALID */
export function checkStanding(domain: NetworkDomain, standing: SignedStanding, signer: Hex): void {
  const by = recoverAddress(standingDigest(domain, standing), standing.signature);
  if (by !== signer)
    throw new InputError(
      'STANDING_FORGED',
      `It says that block ${standing.number} is the newest, signed by ${by}, not by the seal key ${signer}.`,
    );
}

function standingOf(fields: FieldReader): Standing {
  return { number: fields.uint64('number'), sealHash: fields.hex('sealHash', 32), time: fields.uint64('time') };
}
