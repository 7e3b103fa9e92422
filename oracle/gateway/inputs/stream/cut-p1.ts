import type { Cut } from './read-stream.ts';

const SLASH = 0x2f;
const MARK = 0x21;
const CIPHERED = 0xdb;
const TITLE = 0x08;
const LENGTH_OF_TWO = 0x82;
const NEWLINE = 0x0a;
const HEADER = 13;

/**
 * Cuts what a P1 port sends into telegrams: from "/" to the end of the line that begins with "!", or, where the meter encrypts (Luxembourg,
 * some others), general ciphering from DB 08 as long as it says. A "/" that begins another telegram ends one that was cut.
 */
export function cutP1(bytes: Buffer): Cut {
  const pieces: Buffer[] = [];
  let skipped = 0;
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at];
    if (first === SLASH) {
      const end = endOfText(bytes, at);
      const other = bytes.indexOf('\n/', at + 1, 'latin1');
      if (other >= 0 && (end < 0 || other + 1 < end)) {
        skipped += other + 1 - at;
        at = other + 1;
        continue;
      }
      if (end < 0) break;
      pieces.push(bytes.subarray(at, end));
      at = end;
    } else if (first === CIPHERED && isCiphered(bytes, at)) {
      if (bytes.length < at + HEADER) break;
      const end = at + HEADER + bytes.readUInt16BE(at + 11);
      if (bytes.length < end) break;
      pieces.push(bytes.subarray(at, end));
      at = end;
    } else {
      if (first !== NEWLINE && first !== 0x0d && first !== 0) skipped += 1;
      at += 1;
    }
  }
  return { pieces, skipped, rest: bytes.subarray(at) };
}

function endOfText(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MARK, from); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
    if (bytes[at - 1] !== NEWLINE && bytes[at - 1] !== 0x0d) continue;
    const newline = bytes.indexOf(NEWLINE, at);
    return newline < 0 ? -1 : newline + 1;
  }
  return -1;
}

/** As far as the bytes are there, they are the beginning of a ciphered telegram. */
function isCiphered(bytes: Buffer, at: number): boolean {
  const title = bytes[at + 1];
  const length = bytes[at + 10];
  return (title === undefined || title === TITLE) && (length === undefined || length === LENGTH_OF_TWO);
}
