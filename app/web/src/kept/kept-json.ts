import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { fromHex, parseHex, toHex } from '../../../../core/domain/bytes/hex.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';

/** The member that says what a value is that JSON has no word for. */
const TYPE = '$';

/** JSON of what a page found out: with numbers that are exact, bytes, maps and refusals. */
export function toKeptJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return { [TYPE]: 'n', v: String(member) };
    if (member instanceof Uint8Array) return { [TYPE]: 'b', v: toHex(member) };
    if (member instanceof Map) return { [TYPE]: 'm', v: [...member] };
    if (member instanceof InputError) return { [TYPE]: 'e', v: [member.code, member.message] };
    return member;
  });
}

/** What this browser wrote so. */
export function fromKeptJson(text: string): unknown {
  return JSON.parse(text, (_, member: unknown): unknown => {
    if (typeof member !== 'object' || member === null || !(TYPE in member)) return member;
    const { [TYPE]: type, v } = looseFields(member);
    if (type === 'n') return BigInt(String(v));
    if (type === 'b') return fromHex(parseHex(v, 'kept bytes'));
    if (!Array.isArray(v)) return member;
    if (type === 'm') return new Map(v as [unknown, unknown][]);
    return type === 'e' ? new InputError(String(v[0]), String(v[1])) : member;
  });
}
