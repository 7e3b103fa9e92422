import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';
import { crc16X25 } from './crc16-x25.ts';

/** An application message taken out of its frames. `intact`: all checksums fit. `next`: first byte after the last frame. */
export type Message = { bytes: Uint8Array; framing: 'hdlc' | 'mbus' | 'none'; intact: boolean; next: number };

type Segment = { bytes: Uint8Array; intact: boolean; last: boolean; next: number };

const FLAG = 0x7e;
const MBUS_START = 0x68;
const MBUS_STOP = 0x16;
const MAX_SEGMENTS = 64;

/**
 * The first message of `bytes`: HDLC frames (IEC 62056-46, segments joined, LLC header taken off), M-Bus long frames with the transport of
 * EN 13757-3 Annex for DLMS (CI 00–1F, segments joined), or a bare message. Refuses: BAD_FRAME, MISSING_SEGMENT.
 */
export function unframe(bytes: Uint8Array, at = 0): Message | Refusal {
  const first = bytes[at];
  if (first === FLAG) return join(bytes, at, 'hdlc', readHdlc);
  if (first === MBUS_START) return join(bytes, at, 'mbus', readMbus);
  return { bytes: withoutLlc(bytes.subarray(at)), framing: 'none', intact: true, next: bytes.length };
}

function join(
  bytes: Uint8Array,
  at: number,
  framing: 'hdlc' | 'mbus',
  read: (bytes: Uint8Array, at: number, index: number) => Segment | Refusal,
): Message | Refusal {
  const parts: Uint8Array[] = [];
  let intact = true;
  let next = at;
  for (let index = 0; index < MAX_SEGMENTS; index++) {
    const segment = read(bytes, next, index);
    if ('ok' in segment) return segment;
    parts.push(segment.bytes);
    intact &&= segment.intact;
    next = segment.next;
    if (segment.last) return { bytes: withoutLlc(Buffer.concat(parts)), framing, intact, next };
    if (next >= bytes.length)
      return refuse('MISSING_SEGMENT', 'The last frame says that another one follows; there is none.');
  }
  return refuse('BAD_FRAME', `A message has at most ${MAX_SEGMENTS} frames.`);
}

function withoutLlc(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xe6 && (bytes[1] === 0xe7 || bytes[1] === 0xe6) && bytes[2] === 0x00 ? bytes.subarray(3) : bytes;
}

function readHdlc(bytes: Uint8Array, at: number): Segment | Refusal {
  const start = bytes[at] === FLAG && bytes[at + 1] !== FLAG ? at + 1 : at + 2;
  const format = bytes[start] ?? 0;
  const length = ((format & 0x07) << 8) | (bytes[start + 1] ?? 0);
  const end = start + length;
  if (bytes[at] !== FLAG || format >> 4 !== 0x0a || length < 9 || bytes[end] !== FLAG) {
    return refuse('BAD_FRAME', `No HDLC frame (7E A… length … 7E) at byte ${at}.`);
  }
  const afterDestination = addressEnd(bytes, start + 2, end);
  const control = addressEnd(bytes, afterDestination, end);
  const information = control + 3;
  if (information > end - 2) return refuse('BAD_FRAME', `The HDLC frame at byte ${at} has no information.`);
  const intact = crcHolds(bytes, start, control + 1) && crcHolds(bytes, start, end - 2);
  return {
    bytes: bytes.subarray(information, end - 2),
    intact,
    last: (format & 0x08) === 0,
    next: bytes[end + 1] === FLAG || end + 1 >= bytes.length ? end + 1 : end,
  };
}

/** HDLC addresses have 1 to 4 bytes; the last one is odd. */
function addressEnd(bytes: Uint8Array, at: number, end: number): number {
  let index = at;
  while (index < end && index < at + 4 && ((bytes[index] ?? 1) & 1) === 0) index++;
  return index + 1;
}

function crcHolds(bytes: Uint8Array, from: number, to: number): boolean {
  return crc16X25(bytes, from, to) === ((bytes[to] ?? 0) | ((bytes[to + 1] ?? 0) << 8));
}

function readMbus(bytes: Uint8Array, at: number, index: number): Segment | Refusal {
  const length = bytes[at + 1] ?? 0;
  const end = at + 4 + length;
  const framed = bytes[at] === MBUS_START && bytes[at + 3] === MBUS_START && bytes[at + 2] === length;
  if (!framed || length < 6 || bytes[end + 1] !== MBUS_STOP) {
    return refuse('BAD_FRAME', `No M-Bus long frame (68 L L 68 … 16) at byte ${at}.`);
  }
  const control = bytes[at + 6] ?? 0;
  if (control > 0x1f) return refuse('BAD_FRAME', `Control information ${control.toString(16)} does not carry DLMS.`);
  if ((control & 0x0f) !== (index & 0x0f)) {
    return refuse('MISSING_SEGMENT', `Segment ${control & 0x0f} came where ${index} should.`);
  }
  const sum = bytes.subarray(at + 4, end).reduce((total, byte) => total + byte, 0);
  return {
    bytes: bytes.subarray(at + 9, end),
    intact: (sum & 0xff) === bytes[end],
    last: (control & 0x10) !== 0,
    next: end + 2,
  };
}
