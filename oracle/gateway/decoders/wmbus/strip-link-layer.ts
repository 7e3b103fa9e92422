import { crc16En13757 } from '../mbus/crc16.ts';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';

/** How a receiver hands telegrams over: formats A and B of EN 13757-4 with their CRCs, or stripped of them after its own check. */
export type WirelessFraming = 'a' | 'b' | 'stripped' | 'detect';

/**
 * C field, address and data of a telegram without length and CRCs; `checked` says whether CRCs were there to check. `doubtful`: it may be a damaged one
 * of format B instead.
 */
export type LinkFrame = { bytes: Uint8Array; checked: boolean; doubtful?: true };

const FIRST_BLOCK = 10;
const A_BLOCK = 16;
const B_SECOND_BLOCK = 128;
const MIN_LENGTH = 10;

/**
 * Removes the CRCs. The length field counts the CRCs in format B and not in format A; `detect` goes by that, and takes a telegram of exactly the stated length
 * for format B if its CRCs hold, for a damaged one if one of two holds, and for a stripped one otherwise. Refuses: BAD_LENGTH, BAD_CRC.
 */
export function stripLinkLayer(bytes: Uint8Array, framing: WirelessFraming): LinkFrame | Refusal {
  const length = bytes[0] ?? 0;
  if (length < MIN_LENGTH || bytes.length < length + 1) {
    return refuse('BAD_LENGTH', `The length field says ${length + 1} bytes; here are ${bytes.length}.`);
  }
  const crcsOfA = 2 * (1 + Math.ceil((length + 1 - FIRST_BLOCK) / A_BLOCK));
  if (framing === 'a' || (framing === 'detect' && bytes.length === length + 1 + crcsOfA)) return stripA(bytes, length);
  if (bytes.length !== length + 1) {
    return refuse('BAD_LENGTH', `The length field says ${length + 1} bytes; here are ${bytes.length}.`);
  }
  if (framing === 'stripped') return { bytes: bytes.subarray(1), checked: false };
  const stripped = stripB(bytes);
  if (!('ok' in stripped) || framing === 'b' || oneCrcHolds(bytes)) return stripped;
  return { bytes: bytes.subarray(1), checked: false, doubtful: true };
}

function stripA(bytes: Uint8Array, length: number): LinkFrame | Refusal {
  const data = new Uint8Array(length + 1);
  let from = 0;
  let to = 0;
  while (to < data.length) {
    const size = Math.min(to === 0 ? FIRST_BLOCK : A_BLOCK, data.length - to);
    if (!crcHolds(bytes, from, from + size)) return badCrc(from);
    data.set(bytes.subarray(from, from + size), to);
    from += size + 2;
    to += size;
  }
  if (from !== bytes.length) return refuse('BAD_LENGTH', `${bytes.length - from} bytes are left after the last block.`);
  return { bytes: data.subarray(1), checked: true };
}

/** Format B: one CRC over the first two blocks (up to 128 bytes with it), one over the rest. */
function stripB(bytes: Uint8Array): LinkFrame | Refusal {
  const second = Math.min(bytes.length, B_SECOND_BLOCK);
  if (bytes.length < MIN_LENGTH + 3 || !crcHolds(bytes, 0, second - 2)) return badCrc(0);
  if (second === bytes.length) return { bytes: bytes.subarray(1, second - 2), checked: true };
  if (bytes.length - second < 3 || !crcHolds(bytes, second, bytes.length - 2)) return badCrc(second);
  const data = new Uint8Array(bytes.length - 4);
  data.set(bytes.subarray(0, second - 2));
  data.set(bytes.subarray(second, bytes.length - 2), second - 2);
  return { bytes: data.subarray(1), checked: true };
}

/** Of two CRCs one holds: format B, damaged in the other part. */
function oneCrcHolds(bytes: Uint8Array): boolean {
  if (bytes.length < B_SECOND_BLOCK + 3) return false;
  return crcHolds(bytes, 0, B_SECOND_BLOCK - 2) || crcHolds(bytes, B_SECOND_BLOCK, bytes.length - 2);
}

function crcHolds(bytes: Uint8Array, from: number, to: number): boolean {
  const crc = crc16En13757(bytes, from, to);
  return bytes[to] === crc >> 8 && bytes[to + 1] === (crc & 0xff);
}

function badCrc(at: number): Refusal {
  return refuse('BAD_CRC', `The CRC of the block at byte ${at} does not fit: the telegram was damaged.`);
}
