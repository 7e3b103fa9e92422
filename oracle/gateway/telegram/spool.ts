import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A line of a spool file and where the next one begins. */
export type SpoolLine = { text: string; end: number; tooLong: boolean };

const CHUNK = 1 << 20;
/** The longest telegram is an OCMF record of a few thousand characters. */
const MAX_LINE = 65_536;
const NEWLINE = 0x0a;

/** The spool's files in the order of their names, with their sizes. Only names that end in .jsonl count: others are being written. */
export function spoolFiles(folder: string): { name: string; size: number }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, size: statSync(join(folder, name)).size }));
}

/** Up to `limit` whole lines from a byte position on. A line without its newline is still being written: it waits. */
export function readLines(file: string, from: number, limit: number): SpoolLine[] {
  const handle = openSync(file, 'r');
  try {
    const lines: SpoolLine[] = [];
    const chunk = Buffer.alloc(CHUNK);
    let pending = Buffer.alloc(0);
    let start = from;
    let skipping = false;
    for (let at = from; lines.length < limit;) {
      const count = readSync(handle, chunk, 0, CHUNK, at);
      if (count === 0) return lines;
      at += count;
      let rest = Buffer.concat([pending, chunk.subarray(0, count)]);
      for (let end = rest.indexOf(NEWLINE); end >= 0 && lines.length < limit; end = rest.indexOf(NEWLINE)) {
        start += end + 1;
        const tooLong = skipping || end > MAX_LINE;
        lines.push({ text: tooLong ? '' : rest.toString('utf8', 0, end), end: start, tooLong });
        skipping = false;
        rest = rest.subarray(end + 1);
      }
      if (rest.length > MAX_LINE && !rest.includes(NEWLINE)) {
        start += rest.length;
        skipping = true;
        rest = Buffer.alloc(0);
      }
      pending = Buffer.from(rest);
    }
    return lines;
  } finally {
    closeSync(handle);
  }
}
