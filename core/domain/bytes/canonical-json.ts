import { InputError } from './errors.ts';

/** JSON without numbers: decimal strings instead, so that no reader rounds. */
export type JsonValue = string | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** RFC 8785 for the subset without numbers: keys in order of UTF-16 code units, no white space. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

/** Parses text that must already be in canonical form, so that one value has one hash. @throws InputError JSON_NOT_CANONICAL */
export function parseCanonicalJson(text: string): JsonValue {
  let value: JsonValue;
  try {
    value = withoutNumbers(JSON.parse(text));
  } catch (cause) {
    throw new InputError('JSON_NOT_CANONICAL', 'The content is not canonical JSON.', { cause });
  }
  if (canonicalJson(value) !== text)
    throw new InputError('JSON_NOT_CANONICAL', 'The content is JSON, but not in canonical form.');
  return value;
}

function withoutNumbers(value: unknown): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutNumbers(member)]));
  }
  throw new InputError('JSON_NOT_CANONICAL', 'Numbers are not allowed; write decimal strings.');
}
