import { InputError } from '../../bytes/errors.ts';
import { decodeText, encodeText, type CodePage } from './code-pages.ts';
import { checkGostFields, MANDATORY, OPTIONAL, type GostFields } from './gost-fields.ts';

/** Tried in this order until one occurs in no value. */
const SEPARATORS = '|~_#$^&*/`@%';
const HEADER_BYTES = 8;
const MANDATORY_BYTES_MAX = 300;
const NAMES: ReadonlyMap<string, keyof GostFields> = new Map(
  [...MANDATORY, ...OPTIONAL].map((name) => [name.toLowerCase(), name]),
);

/**
 * The bytes of a payment code after GOST R 56042-2014: `ST`, version 0001, the encoding, the separator, then `Name=value` by the separator.
 * The block that must be there has at most 300 bytes behind the header of 8.
 * @throws InputError PAYMENT_CODE_INVALID and what `checkGostFields` throws
 */
export function writeGostCode(fields: GostFields, page: CodePage = '2'): Uint8Array {
  checkGostFields(fields);
  const separator = [...SEPARATORS].find((sign) => Object.values(fields).every((value) => !value.includes(sign)));
  if (separator === undefined)
    throw new InputError('PAYMENT_CODE_INVALID', `The payment code: its values use each of ${SEPARATORS}.`);
  const write = (names: readonly (keyof GostFields)[]): string[] =>
    names.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${fields[name]}`]));
  const block = write(MANDATORY).join(separator);
  const length = encodeText(block, page).length;
  if (length > MANDATORY_BYTES_MAX)
    throw new InputError(
      'PAYMENT_CODE_INVALID',
      `The payment code: payee and bank take ${length} bytes of ${MANDATORY_BYTES_MAX}. Shorten the names, or take encoding 1.`,
    );
  return encodeText([`ST0001${page}`, block, ...write(OPTIONAL)].join(separator), page);
}

/**
 * Reads a payment code as a bank does: any separator, any order, names in either case. Fields of other names are passed over.
 * @throws InputError PAYMENT_CODE_INVALID and what `checkGostFields` throws
 */
export function readGostCode(bytes: Uint8Array): { fields: GostFields; page: CodePage } {
  const header = String.fromCharCode(...bytes.subarray(0, HEADER_BYTES));
  const [, digit, separator] = /^ST0001([123])([^])$/.exec(header) ?? [];
  if (digit === undefined || separator === undefined)
    throw new InputError('PAYMENT_CODE_INVALID', 'The payment code does not begin as one of GOST R 56042-2014.');
  const page: CodePage = digit === '1' ? '1' : digit === '2' ? '2' : '3';
  const found = new Map<keyof GostFields, string>();
  for (const part of decodeText(bytes.subarray(HEADER_BYTES), page).split(separator)) {
    const at = part.indexOf('=');
    const name = NAMES.get(part.slice(0, Math.max(at, 0)).toLowerCase());
    const value = part.slice(at + 1);
    if (name === undefined || value === '') continue;
    if (found.has(name)) throw new InputError('PAYMENT_CODE_INVALID', `The payment code says ${name} twice.`);
    found.set(name, value);
  }
  const text = (name: keyof GostFields): string => {
    const value = found.get(name);
    if (value === undefined) throw new InputError('PAYMENT_CODE_INVALID', `The payment code lacks ${name}.`);
    return value;
  };
  const fields: GostFields = {
    ...{ Name: text('Name'), PersonalAcc: text('PersonalAcc'), BankName: text('BankName') },
    ...{ BIC: text('BIC'), CorrespAcc: text('CorrespAcc') },
  };
  for (const name of OPTIONAL) if (found.has(name)) fields[name] = text(name);
  checkGostFields(fields);
  return { fields, page };
}
