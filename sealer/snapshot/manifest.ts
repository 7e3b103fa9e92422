import { createHash } from 'node:crypto';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';

/** What a snapshot is (docs/formats.md §10): the state after a sealed block, in pieces that are each checked by a hash. */
export type Manifest = {
  number: bigint;
  /** Of the block's seal, which covers all that follows. */
  sealHash: Hex;
  stateRoot: Hex;
  /** Bytes of the state. */
  bytes: number;
  slots: number;
  /** SHA-256 of each piece. */
  pieces: readonly Hex[];
};

export const PIECE_BYTES = 1_048_576;
const MOST_PIECES = 65_536;

export function manifestToJson(manifest: Manifest): Record<string, unknown> {
  return { version: 1, ...manifest, number: manifest.number.toString() };
}

/** @throws InputError SNAPSHOT_INVALID, HEX_INVALID */
export function parseManifest(json: unknown): Manifest {
  const keys = ['version', 'number', 'sealHash', 'stateRoot', 'bytes', 'slots', 'pieces'];
  const fields = strictFields(json, keys, 'The manifest of the snapshot', 'SNAPSHOT_INVALID');
  fields.whole('version', 1, 1);
  const bytes = fields.whole('bytes', 0, MOST_PIECES * PIECE_BYTES);
  const pieces = fields.list('pieces', MOST_PIECES).map((hash) => parseHex(hash, 'The hash of a piece', 32));
  if (pieces.length !== Math.ceil(bytes / PIECE_BYTES))
    throw new InputError('SNAPSHOT_INVALID', `The manifest names ${pieces.length} pieces for ${bytes} bytes.`);
  return {
    number: fields.uint64('number'),
    sealHash: fields.hex('sealHash', 32),
    stateRoot: fields.hex('stateRoot', 32),
    bytes,
    slots: fields.whole('slots', 0, Number.MAX_SAFE_INTEGER),
    pieces,
  };
}

export function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, n) => bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES));
}

export function hashOfPiece(piece: Uint8Array): Hex {
  return toHex(createHash('sha256').update(piece).digest());
}

/** @throws InputError SNAPSHOT_PIECE */
export function joinPieces(manifest: Manifest, pieces: readonly Uint8Array[]): Uint8Array {
  for (const [at, hash] of manifest.pieces.entries()) {
    const piece = pieces[at];
    if (piece === undefined || hashOfPiece(piece) !== hash)
      throw new InputError('SNAPSHOT_PIECE', `Piece ${at} of the snapshot of block ${manifest.number} is not its own.`);
  }
  const bytes = Buffer.concat(pieces);
  if (bytes.length !== manifest.bytes)
    throw new InputError('SNAPSHOT_PIECE', `The snapshot of block ${manifest.number} has ${bytes.length} bytes.`);
  return bytes;
}
