import { blobOf, hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Row } from '../../sqlite-rows.ts';

export type StoredFrame = {
  id: number;
  channel: Hex;
  sequence: bigint;
  meterId: Hex;
  frame: Uint8Array;
  ciphertext: Uint8Array;
  frameHash: Hex;
  subject: Hex | undefined;
  madeAtMs: number;
  period: number;
  /** Whose period key sealed it; empty where nobody had proved whose the meter was. */
  keyOwner: KeyOwner;
  state: string;
};

/** An address, or empty while nobody has proved whose the meter is. */
export type KeyOwner = Hex | '';

export function keyOwnerOf(value: Row[string] | undefined): KeyOwner {
  return value === '' ? '' : hexOf(value);
}

export function storedFrame(row: Row): StoredFrame {
  return {
    id: integerOf(row['id']),
    channel: hexOf(row['channel']),
    sequence: BigInt(integerOf(row['sequence'])),
    meterId: hexOf(row['meter_id']),
    frame: blobOf(row['frame']),
    ciphertext: blobOf(row['ciphertext']),
    frameHash: hexOf(row['frame_hash']),
    subject: row['subject'] === null ? undefined : hexOf(row['subject']),
    madeAtMs: integerOf(row['made_at_ms']),
    period: integerOf(row['period']),
    keyOwner: keyOwnerOf(row['key_owner']),
    state: textOf(row['state']),
  };
}
