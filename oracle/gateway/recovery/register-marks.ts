import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/**
 * Where registers stood whose counters begin again at zero, in a file beside the database: who lost that has lost the keys of its own frames as well, and
 * the counter alone does not tell its turn.
 */
export type RegisterMarks = {
  of(channel: Hex): bigint | undefined;
  /** Written down four times a turn: a mark is within half a turn of the register, so that the nearest turn is the right one. */
  keep(channel: Hex, value: bigint, wrap: bigint): void;
};

const content = z.record(z.string(), z.string().regex(/^\d{1,20}$/));

/** A file that cannot be read marks nothing: the turn is asked for then. */
export function openRegisterMarks(file: string): RegisterMarks {
  const marks = readMarks(file);
  return {
    of: (channel) => marks.get(channel),
    keep(channel, value, wrap) {
      const mark = marks.get(channel);
      if (mark !== undefined && (4n * mark) / wrap >= (4n * value) / wrap) return;
      marks.set(channel, value);
      const text = [...marks].map(([name, at]): [string, string] => [name, at.toString()]);
      writeDurably(file, `${JSON.stringify(Object.fromEntries(text))}\n`);
    },
  };
}

function readMarks(file: string): Map<string, bigint> {
  if (!existsSync(file)) return new Map();
  try {
    const parsed = content.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(parsed.data ?? {}).map(([channel, value]) => [channel, BigInt(value)]));
  } catch {
    return new Map();
  }
}
