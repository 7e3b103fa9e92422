import { InputError } from './errors.ts';
import { parseHex, type Hex } from './hex.ts';

/** Reads the fields of one JSON object from outside; every fault becomes an InputError with the given code. */
export type FieldReader = {
  text(key: string, pattern?: RegExp, maxLength?: number): string;
  /** A decimal integer in its shortest form, as a string. */
  integer(key: string): bigint;
  hex(key: string, length: number): Hex;
  value(key: string): unknown;
  list(key: string, maxLength?: number): unknown[];
};

const INTEGER = /^(0|-?[1-9]\d{0,76})$/;

/**
 * Opens a JSON object that must have exactly these keys.
 * @throws InputError with `code` when the value is no object, a key is missing or unknown, or a field has another shape
 */
export function strictFields(value: unknown, keys: readonly string[], what: string, code: string): FieldReader {
  const fail = (message: string): InputError => new InputError(code, `${what}: ${message}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail('a JSON object is expected.');
  const fields = new Map<string, unknown>(Object.entries(value));
  const faults = [
    ...keys.filter((key) => !fields.has(key)).map((key) => `${key} is missing`),
    ...[...fields.keys()].filter((key) => !keys.includes(key)).map((key) => `${key} is unknown`),
  ];
  if (faults.length > 0) throw fail(`${faults.join(', ')}.`);

  const text = (key: string, pattern = /^/, maxLength = 1000): string => {
    const field = fields.get(key);
    if (typeof field !== 'string') throw fail(`${key} is not a string.`);
    if (field.length > maxLength || !pattern.test(field))
      throw fail(`${key} is "${field.slice(0, 40)}", which does not have the expected form.`);
    return field;
  };
  return {
    text,
    integer: (key) => BigInt(text(key, INTEGER)),
    hex(key, length) {
      const field = text(key, /^0x[0-9a-f]*$/, 2 + 2 * length);
      try {
        return parseHex(field, key, length);
      } catch (cause) {
        throw new InputError(code, `${what}: ${key} is not ${length} bytes of lower-case hex.`, { cause });
      }
    },
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
