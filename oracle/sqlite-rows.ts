import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Hex } from '../core/domain/bytes/hex.ts';

export type Row = Record<string, SQLOutputValue>;

/** Prepares a table of statements once. */
export function prepareAll<T extends Readonly<Record<string, string>>>(
  database: DatabaseSync,
  texts: T,
): { [K in keyof T]: StatementSync } {
  const prepared: Partial<Record<keyof T, StatementSync>> = {};
  for (const name of Object.keys(texts)) {
    const text = texts[name];
    if (text !== undefined) Object.assign(prepared, { [name]: database.prepare(text) });
  }
  return prepared as { [K in keyof T]: StatementSync };
}

export function integerOf(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`an integer column holds ${typeof value}`);
  return value;
}

export function textOf(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`a text column holds ${typeof value}`);
  return value;
}

export function blobOf(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`a blob column holds ${typeof value}`);
  return value;
}

export function hexOf(value: SQLOutputValue | undefined): Hex {
  const text = textOf(value);
  if (!text.startsWith('0x')) throw new TypeError('a hex column holds no hex');
  return `0x${text.slice(2)}`;
}

export function optionalHex(value: SQLOutputValue | undefined): Hex | undefined {
  return value === undefined || value === null ? undefined : hexOf(value);
}

const SQLITE_FULL = 13;

/** Whether a statement failed because there is no room for its effect. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL;
}
