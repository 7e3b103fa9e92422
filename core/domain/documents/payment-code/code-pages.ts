import { InputError } from '../../bytes/errors.ts';
import { utf8 } from '../../bytes/hex.ts';

/** The encodings of a payment code after GOST R 56042-2014, by the digit that names them. */
export const CODE_PAGES = { '1': 'windows-1251', '2': 'utf-8', '3': 'koi8-r' } as const;
export type CodePage = keyof typeof CODE_PAGES;

const tables = new Map<CodePage, ReadonlyMap<string, number>>();

/** @throws InputError PAYMENT_CODE_INVALID for a character that the encoding lacks */
export function encodeText(text: string, page: CodePage): Uint8Array {
  if (page === '2') return utf8(text);
  const table = tableOf(page);
  return Uint8Array.from(text, (sign) => {
    const byte = table.get(sign);
    if (byte === undefined)
      throw new InputError('PAYMENT_CODE_INVALID', `"${sign}" cannot be written in ${CODE_PAGES[page]}. Take UTF-8.`);
    return byte;
  });
}

/** @throws InputError PAYMENT_CODE_INVALID for bytes that are no text of the encoding */
export function decodeText(bytes: Uint8Array, page: CodePage): string {
  try {
    return new TextDecoder(CODE_PAGES[page], { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new InputError('PAYMENT_CODE_INVALID', `The payment code is no text in ${CODE_PAGES[page]}.`, { cause });
  }
}

/** What the decoder says of each byte, turned round. */
function tableOf(page: CodePage): ReadonlyMap<string, number> {
  const kept = tables.get(page);
  if (kept !== undefined) return kept;
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const table = new Map([...new TextDecoder(CODE_PAGES[page]).decode(bytes)].map((sign, byte) => [sign, byte]));
  tables.set(page, table);
  return table;
}
