import type { LateMemory } from '../frames/late-memory.ts';
import { emptyLate } from '../frames/late-memory.ts';
import { keyOwnerOf } from './stored-frame.ts';

type Timed = LateMemory['waiting'][number];

export function lateToText({ owner, value, gaps, waiting }: LateMemory): string {
  const text = ({ time, value: register }: Timed): string[] => [time.toString(), register.toString()];
  return JSON.stringify({
    owner,
    value: value?.toString() ?? '',
    gaps: gaps.map(({ from, to }) => [...text(from), ...text(to)]),
    waiting: waiting.map(text),
  });
}

/** @param column empty in a row from before there were late readings */
export function lateFromText(column: string): LateMemory {
  if (column === '') return emptyLate();
  const { owner, value, gaps, waiting } = JSON.parse(column) as Record<string, unknown>;
  return {
    owner: keyOwnerOf(owner === '' ? '' : String(owner)),
    value: value === '' ? undefined : BigInt(String(value)),
    gaps: lists(gaps).map(([from, low, to, high]) => ({ from: timed(from, low), to: timed(to, high) })),
    waiting: lists(waiting).map(([time, register]) => timed(time, register)),
  };
}

function timed(time: unknown, value: unknown): Timed {
  return { time: BigInt(String(time)), value: BigInt(String(value)) };
}

function lists(value: unknown): unknown[][] {
  if (!Array.isArray(value)) throw new TypeError('channels.late holds no lists');
  return value.map((list: unknown): unknown[] => {
    if (!Array.isArray(list)) throw new TypeError('channels.late holds no lists');
    return list as unknown[];
  });
}
