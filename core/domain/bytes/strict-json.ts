import { InputError } from './errors.ts';
import { parseHex, type Hex } from './hex.ts';
import { isRecord } from './is-record.ts';

/** Reads the fields of one JSON object from outside; every fault becomes an InputError with the given code. */
export type FieldReader = {
  has(key: string): boolean;
  text(key: string, pattern?: RegExp, maxLength?: number): string;
  /** A decimal integer in its shortest form, as a string. */
  integer(key: string): bigint;
  /** As `integer`, from 0 to 2^64 − 1. */
  uint64(key: string): bigint;
  /** A whole number of JSON within these limits. */
  whole(key: string, least: number, most: number): number;
  /** Lower case only, as everything here is written. */
  hex(key: string, length: number): Hex;
  /** Either case, as others may write an address; given back in lower case. @throws InputError HEX_INVALID */
  mixedHex(key: string, length?: number): Hex;
  value(key: string): unknown;
  list(key: string, maxLength?: number): unknown[];
};

export type FieldOptions = {
  /** Members that may be missing. */
  optional?: readonly string[];
  /** Whether members of other names are passed over: only for what programs of others write, whose next version may say more. */
  extra?: boolean;
};

const INTEGER = /^(0|-?[1-9]\d{0,76})$/;

/**
 * Opens a JSON object that must have exactly these keys.
 * @param what begins every message, as in "The bill"
 * @throws InputError with `code` when the value is no object, a key is missing or unknown, or a field has another shape
 */
export function strictFields(
  value: unknown,
  keys: readonly string[],
  what: string,
  code: string,
  { optional = [], extra = false }: FieldOptions = {},
): FieldReader {
  const fail = (message: string): InputError => new InputError(code, `${what}: ${message}`);
  if (!isRecord(value)) throw fail('a JSON object is expected.');
  const fields = new Map<string, unknown>(Object.entries(value));
  const isKnown = (key: string): boolean => extra || keys.includes(key) || optional.includes(key);
  const faults = [
    ...keys.filter((key) => !fields.has(key)).map((key) => `${key} is missing`),
    ...[...fields.keys()].filter((key) => !isKnown(key)).map((key) => `${key.slice(0, 40)} is unknown`),
  ];
  if (faults.length > 0) throw fail(`${faults.join(', ')}.`);

  const text = (key: string, pattern = /^/, maxLength = 1000): string => {
    const field = fields.get(key);
    if (typeof field !== 'string') throw fail(`${key} is not a string.`);
    if (field.length > maxLength || !pattern.test(field))
      throw fail(`${key} is "${field.slice(0, 40)}", which does not have the expected form.`);
    return field;
  };
  const integer = (key: string): bigint => BigInt(text(key, INTEGER));
  return {
    has: (key) => fields.has(key),
    text,
    integer,
    uint64(key) {
      const number = integer(key);
      if (number >> 64n !== 0n) throw fail(`${key} is ${number}, which does not fit in 64 bits.`);
      return number;
    },
    whole(key, least, most) {
      const field = fields.get(key);
      if (typeof field !== 'number' || !Number.isInteger(field) || field < least || field > most)
        throw fail(`${key} is not an integer from ${least} to ${most}.`);
      return field;
    },
    hex(key, length) {
      const field = text(key, /^0x[0-9a-f]*$/, 2 + 2 * length);
      try {
        return parseHex(field, key, length);
      } catch (cause) {
        throw new InputError(code, `${what}: ${key} is not ${length} bytes of lower-case hex.`, { cause });
      }
    },
    mixedHex: (key, length) => parseHex(fields.get(key), `${what}: ${key}`, length),
    value: (key) => fields.get(key),
    list(key, maxLength = 1000) {
      const field = fields.get(key);
      if (!isList(field) || field.length > maxLength)
        throw fail(`${key} is not a list of at most ${maxLength} entries.`);
      return field;
    },
  };
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
