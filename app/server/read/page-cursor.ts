import { InputError } from '../../../core/domain/bytes/errors.ts';

/** A place in the order of the ledgers as text, `12.0` or `12.0.1.7`: where a page ends and the next begins. */
export function cursorText(parts: readonly (string | number)[]): string {
  return parts.join('.');
}

/** @throws InputError PLACE_INVALID */
export function parseCursor(text: string, length: number): bigint[] {
  const parts = text.split('.');
  if (parts.length !== length || parts.some((part) => !/^\d{1,9}$/.test(part))) {
    throw new InputError(
      'PLACE_INVALID',
      `"${text.slice(0, 40)}" is no place to go on from. Give the "next" of the page before.`,
    );
  }
  return parts.map(BigInt);
}
