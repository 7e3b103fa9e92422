import { hexLine } from '../../decoders/split-telegrams.ts';
import type { Cut } from './read-stream.ts';

const MAX_LINE = 2_048;
const MIN_LENGTH = 10;
const AMBER = 0xff;
const AMBER_DATA = 0x03;

/** Lines of text, each a telegram or a remark of the receiver. */
export function cutLines(bytes: Buffer): Cut {
  const pieces: Buffer[] = [];
  let at = 0;
  let skipped = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, at)) {
    const line = bytes.subarray(at, end);
    if (line.length > MAX_LINE) skipped += line.length;
    else if (line.toString('latin1').trim() !== '') pieces.push(line);
    at = end + 1;
  }
  const rest = bytes.subarray(at);
  return rest.length > MAX_LINE
    ? { pieces, skipped: skipped + rest.length, rest: Buffer.alloc(0) }
    : { pieces, skipped, rest };
}

/** Telegrams without CRCs that begin with their length field, one behind the other. A length that no telegram has is skipped. */
export function cutLengths(bytes: Buffer): Cut {
  const pieces: Buffer[] = [];
  let at = 0;
  let skipped = 0;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    if (length < MIN_LENGTH || (at + 1 < bytes.length && !isLinkControl(bytes[at + 1] ?? 0))) {
      skipped += 1;
      at += 1;
      continue;
    }
    if (at + 1 + length > bytes.length) break;
    pieces.push(bytes.subarray(at, at + 1 + length));
    at += 1 + length;
  }
  return { pieces, skipped, rest: bytes.subarray(at) };
}

/** Amber's UART commands: FF, 03 (data), length, telegram without its own length field, XOR of everything before. */
export function cutAmber(bytes: Buffer): Cut {
  const pieces: Buffer[] = [];
  let at = 0;
  let skipped = 0;
  while (at < bytes.length) {
    if (bytes[at] !== AMBER) {
      skipped += 1;
      at += 1;
      continue;
    }
    if (bytes.length < at + 3) break;
    const length = bytes[at + 2] ?? 0;
    const end = at + 3 + length;
    if (bytes.length < end + 1) break;
    const sum = bytes.subarray(at, end).reduce((xor, byte) => xor ^ byte, 0);
    if (sum !== bytes[end]) {
      skipped += 1;
      at += 1;
      continue;
    }
    if (bytes[at + 1] === AMBER_DATA) pieces.push(bytes.subarray(at + 2, end));
    at = end + 1;
  }
  return { pieces, skipped, rest: bytes.subarray(at) };
}

/** C fields that meters send with: SND-NR, SND-IR, ACC-NR, ACC-DMD, RSP-UD. */
function isLinkControl(control: number): boolean {
  return [0x44, 0x46, 0x47, 0x48, 0x08].includes(control & 0x4f) || (control & 0x0f) === 0x08;
}

/**
 * The telegram in a receiver's line: hexadecimal, with CUL's "b" (format B: "bY"), rtl_wmbus's semicolons, or behind "telegram=". Undefined
 * for remarks, and for telegrams that the receiver itself found damaged.
 */
export function telegramOfLine(line: string): Uint8Array | undefined {
  const text = line.trim();
  const fields = text.split(';');
  if (fields.length >= 8) return fields[1] === '1' ? hexLine(fields.at(-1) ?? '') : undefined;
  const cul = /^b(Y?)([0-9A-Fa-f]+)$/.exec(text);
  if (cul === null) return /^#|^[A-Za-z ]*$/.test(text) ? undefined : hexLine(text);
  const hex = cul[2] ?? '';
  const bytes = Buffer.from(hex.slice(0, hex.length & ~1), 'hex');
  const length = bytes[0] ?? 0;
  // Format A has a CRC behind each block that the length does not count; signal strength may follow.
  const blocks = 1 + Math.max(0, Math.ceil((length - 9) / 16));
  const whole = length + 1 + (cul[1] === 'Y' ? 0 : 2 * blocks);
  return bytes.length >= whole ? Uint8Array.from(bytes.subarray(0, whole)) : undefined;
}
