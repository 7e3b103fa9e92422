import { bn254 } from '@noble/curves/bn254.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { bytesToBigint, concatBytes, utf8 } from '../bytes/hex.ts';

/** An affine point of BN254 G1 (EIP-196); infinity is (0, 0). */
export type Point = { x: bigint; y: bigint };

type Curve = typeof bn254.G1.Point.BASE;

const { Fp, Fr } = bn254.fields;
const P = Fp.ORDER;

/** The order n of the group: values and blindings count modulo n. */
export const ORDER = Fr.ORDER;
export const G: Point = { x: 1n, y: 2n };
export const INFINITY: Point = { x: 0n, y: 0n };
/** The second generator; nobody knows its logarithm to G, because it is hashed from a public string (docs/formats.md §6). */
export const H: Point = hashToCurve('Domledger Pedersen H v1');

const curveH = bn254.G1.Point.fromAffine(H);
bn254.G1.Point.BASE.precompute(8);
curveH.precompute(8);

function hashToCurve(text: string): Point {
  for (let counter = 0; ; counter++) {
    const x = bytesToBigint(keccak_256(concatBytes(utf8(text), Uint8Array.of(counter)))) % P;
    const square = Fp.create(x * x * x + 3n);
    try {
      const root = Fp.sqrt(square);
      return { x, y: root < P - root ? root : P - root };
    } catch {
      continue;
    }
  }
}

/** The residue of any integer modulo the group order, never negative. */
export function mod(value: bigint): bigint {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** A fresh secret below the order of the group, for blindings and nonces. Of 48 random bytes, so that no number is likelier than others by 2^-128. */
export function randomScalar(): bigint {
  return mod(bytesToBigint(randomBytes(48)));
}

/** Pedersen commitment value·G + blinding·H; a negative value counts as n − |value|. */
export function commit(value: bigint, blinding: bigint): Point {
  const v = mod(value);
  const b = mod(blinding);
  let sum = bn254.G1.Point.ZERO;
  if (v !== 0n) sum = sum.add(bn254.G1.Point.BASE.multiply(v));
  if (b !== 0n) sum = sum.add(curveH.multiply(b));
  return fromCurve(sum);
}

/** Whether the point is the commitment of exactly this value and blinding. */
export function opens(point: Point, value: bigint, blinding: bigint): boolean {
  return equalPoints(point, commit(value, blinding));
}

export function addPoints(a: Point, b: Point): Point {
  return fromCurve(toCurve(a).add(toCurve(b)));
}

export function subtractPoints(a: Point, b: Point): Point {
  return fromCurve(toCurve(a).subtract(toCurve(b)));
}

export function multiplyPoint(point: Point, scalar: bigint): Point {
  const s = mod(scalar);
  return s === 0n ? INFINITY : fromCurve(toCurve(point).multiplyUnsafe(s));
}

export function sumPoints(points: readonly Point[]): Point {
  return fromCurve(points.map(toCurve).reduce((sum, point) => sum.add(point), bn254.G1.Point.ZERO));
}

export function equalPoints(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

/** Whether the coordinates are reduced and on the curve (infinity counts as on it). */
export function isOnCurve(point: Point): boolean {
  if (point.x === 0n && point.y === 0n) return true;
  if (point.x < 0n || point.y < 0n || point.x >= P || point.y >= P) return false;
  return Fp.create(point.y * point.y) === Fp.create(point.x * point.x * point.x + 3n);
}

function toCurve(point: Point): Curve {
  if (point.x === 0n && point.y === 0n) return bn254.G1.Point.ZERO;
  const curve = bn254.G1.Point.fromAffine(point);
  curve.assertValidity();
  return curve;
}

function fromCurve(curve: Curve): Point {
  return curve.is0() ? INFINITY : curve.toAffine();
}
