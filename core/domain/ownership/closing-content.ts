import { canonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts';
import { fromUtf8, utf8, type Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { REGISTERS_MAX } from '../limits.ts';

/** What the registers behind which a meter was handed over show, for the owners before and after: value and blinding of each frame's commitment. */
export type ClosingContent = { registers: { obis: Hex; value: bigint; blinding: bigint }[] };

const CODE = 'CLOSING_INVALID';

export function encodeClosing({ registers }: ClosingContent): Uint8Array {
  const list = registers.map(({ obis, value, blinding }) => ({
    obis,
    value: value.toString(),
    blinding: blinding.toString(),
  }));
  return utf8(canonicalJson({ registers: list }));
}

/** @throws InputError JSON_NOT_CANONICAL, CLOSING_INVALID */
export function parseClosing(bytes: Uint8Array): ClosingContent {
  const root = strictFields(parseCanonicalJson(fromUtf8(bytes)), ['registers'], 'The closing', CODE);
  const registers = root.list('registers', REGISTERS_MAX).map((one) => {
    const fields = strictFields(one, ['obis', 'value', 'blinding'], 'A register of the closing', CODE);
    return { obis: fields.hex('obis', 6), value: fields.uint64('value'), blinding: fields.integer('blinding') };
  });
  return { registers };
}
