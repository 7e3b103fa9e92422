import type { Hex } from '../domain/bytes/hex.ts';
import { resolve } from 'node:path';

export type ParsedSetting = { ok: true; value: unknown } | { ok: false; fault: string };

const DURATION = /^(\d+)(ms|s|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * One value as its row's type. A value of the wrong form is a fault, never the default.
 * `fromText`: the source holds only text (environment, command line), so integers, booleans and JSON are read from it.
 */
export function parseSetting(row: Setting, value: unknown, source: { base: string; fromText: boolean }): ParsedSetting {
  const refuse = (wanted: string): ParsedSetting => ({ ok: false, fault: `must be ${wanted}, is ${show(row, value)}` });
  switch (row.type) {
    case 'string':
      if (typeof value !== 'string' || value === '') return refuse('a text that is not empty');
      if (row.choices !== undefined && !row.choices.includes(value)) return refuse(`one of ${row.choices.join(', ')}`);
      return { ok: true, value };
    case 'path':
      if (typeof value !== 'string' || value === '') return refuse('a path');
      return { ok: true, value: resolve(source.base, value) };
    case 'url':
      if (typeof value !== 'string' || !URL.canParse(value)) return refuse('a URL such as http://127.0.0.1:4700');
      return { ok: true, value: value.replace(/\/+$/, '') };
    case 'urls': {
      const urls = parseUrls(typeof value === 'string' ? value.split(',').map((each) => each.trim()) : value);
      if (urls === undefined) return refuse('URLs such as http://127.0.0.1:4700, with commas between them');
      return { ok: true, value: urls };
    }
    case 'integer':
      return parseInteger(row, value, source.fromText) ?? refuse(integerRange(row));
    case 'duration': {
      const match = typeof value === 'string' ? DURATION.exec(value) : null;
      const unit = UNIT_MS[match?.[2] ?? ''];
      if (match === null || unit === undefined) return refuse('a duration such as 500ms, 10s, 5m, 12h or 2d');
      return { ok: true, value: Number(match[1]) * unit };
    }
    case 'boolean':
      if (typeof value === 'boolean') return { ok: true, value };
      if (source.fromText && (value === 'true' || value === 'false')) return { ok: true, value: value === 'true' };
      return refuse('true or false');
    case 'address':
      if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value))
        return refuse('an address, 0x and 40 hex digits');
      return { ok: true, value: value.toLowerCase() };
    case 'json':
      return parseJson(row, value, source.fromText);
    default:
      return row.type satisfies never;
  }
}

/** URLs without the slashes at their ends; undefined where one of them is none, or there are none. */
export function parseUrls(list: unknown): string[] | undefined {
  return isUrls(list) ? list.map((each) => each.replace(/\/+$/, '')) : undefined;
}

function isUrls(list: unknown): list is string[] {
  return Array.isArray(list) && list.length > 0 && list.every((each) => typeof each === 'string' && URL.canParse(each));
}

function parseInteger(row: Setting, value: unknown, fromText: boolean): ParsedSetting | undefined {
  const text = typeof value === 'string' && fromText && /^-?\d+$/.test(value);
  const number = text ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
  if (number < (row.min ?? -Infinity) || number > (row.max ?? Infinity)) return undefined;
  return { ok: true, value: number };
}

function integerRange(row: Setting): string {
  if (row.min !== undefined && row.max !== undefined) return `an integer from ${row.min} to ${row.max}`;
  if (row.min !== undefined) return `an integer of at least ${row.min}`;
  if (row.max !== undefined) return `an integer of at most ${row.max}`;
  return 'an integer';
}

function parseJson(row: Setting, value: unknown, fromText: boolean): ParsedSetting {
  try {
    const content: unknown = fromText && typeof value === 'string' ? JSON.parse(value) : value;
    return { ok: true, value: row.parse === undefined ? content : row.parse(content) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, fault: row.secret === true ? 'is malformed' : reason.replace(/\s+/g, ' ') };
  }
}

function show(row: Setting, value: unknown): string {
  if (row.secret === true) return 'something else';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** What a setting's text becomes. Durations are milliseconds ('500ms', '10s', '5m', '12h', '2d'); paths come out absolute. */
export type SettingValues = {
  string: string;
  path: string;
  url: string;
  /** One or more, with commas between them. */
  urls: readonly string[];
  integer: number;
  duration: number;
  boolean: boolean;
  address: Hex;
  json: unknown;
};

export type SettingType = keyof SettingValues;

/** One row of a program's table: `text` says what it is for, in a sentence; without `default` or `optional` it must be set. */
export type Setting = {
  readonly text: string;
  readonly type: SettingType;
  /** In the form a settings file would hold. */
  readonly default?: unknown;
  readonly optional?: true;
  /** Read by `readSecrets` alone, never part of the settings object. */
  readonly secret?: true;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** For `json`: makes the typed value or throws with a message that says what is wrong. */
  readonly parse?: (value: unknown) => unknown;
};
