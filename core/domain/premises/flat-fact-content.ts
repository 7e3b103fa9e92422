import { canonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts';
import { InputError } from '../bytes/errors.ts';
import { fromUtf8, utf8 } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';

/** What the commitment of a FLAT_FACT opens to, for the resident and who bills by it. */
export type FlatFactContent = { value: bigint; blinding: bigint };

export function encodeFlatFact({ value, blinding }: FlatFactContent): Uint8Array {
  return utf8(canonicalJson({ value: value.toString(), blinding: blinding.toString() }));
}

/** @throws InputError JSON_NOT_CANONICAL, FLAT_FACT_INVALID */
export function parseFlatFact(bytes: Uint8Array): FlatFactContent {
  const keys = ['value', 'blinding'];
  const fields = strictFields(parseCanonicalJson(fromUtf8(bytes)), keys, 'The fact of a flat', 'FLAT_FACT_INVALID');
  const content = { value: fields.uint64('value'), blinding: fields.integer('blinding') };
  if (content.blinding >= 0n) return content;
  throw new InputError('FLAT_FACT_INVALID', 'The fact of a flat: its blinding is negative.');
}
