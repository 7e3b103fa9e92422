import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToBigint, concatBytes, uintBytes } from '../bytes/hex.ts';
import {
  addPoints,
  commit,
  equalPoints,
  INFINITY,
  isOnCurve,
  mod,
  multiplyPoint,
  ORDER,
  type Point,
} from './commitment.ts';

/**
 * Schnorr's proof for two generators (Okamoto's), made non-interactive by a hash: whoever made it knows value and blinding of a commitment, and said so for one
 * statement (docs/formats.md §6).
 */
export type OpeningProof = { t: Point; z: bigint; zr: bigint };

/**
 * @param opening what the commitment opens to
 * @param nonces k and s, fresh and random for each call: two proofs of one pair would tell value and blinding
 */
export function proveOpening(
  statement: Uint8Array,
  opening: { value: bigint; blinding: bigint },
  nonces: { k: bigint; s: bigint },
): OpeningProof {
  const t = commit(nonces.k, nonces.s);
  const c = challengeOf(statement, commit(opening.value, opening.blinding), t);
  return { t, z: mod(nonces.k + c * opening.value), zr: mod(nonces.s + c * opening.blinding) };
}

/** What the contract checks. */
export function isOpeningProved(statement: Uint8Array, commitment: Point, { t, z, zr }: OpeningProof): boolean {
  if (z >= ORDER || zr >= ORDER || equalPoints(t, INFINITY) || !isOnCurve(t)) return false;
  const right = addPoints(t, multiplyPoint(commitment, challengeOf(statement, commitment, t)));
  return equalPoints(commit(z, zr), right);
}

function challengeOf(statement: Uint8Array, commitment: Point, t: Point): bigint {
  const words = [commitment.x, commitment.y, t.x, t.y].map((value) => uintBytes(value, 32));
  return mod(bytesToBigint(keccak_256(concatBytes(statement, ...words))));
}
