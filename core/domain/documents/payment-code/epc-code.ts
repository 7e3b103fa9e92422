import { InputError } from '../../bytes/errors.ts';
import { fromUtf8, utf8 } from '../../bytes/hex.ts';
import { parseCreditorReference, parseIban, parseSwift } from '../requisites/iban.ts';

/** What a payment code after EPC069-12 says: a SEPA credit transfer; `amount` in cents; either a reference RF… or a text. */
export type EpcFields = {
  name: string;
  iban: string;
  bic?: string;
  amount: bigint;
  purpose?: string;
  reference?: string;
  text?: string;
  info?: string;
};

const BYTES_MAX = 331;
const MOST_CENTS = 99_999_999_999n;

/** Version 002, UTF-8, lines by LF, those at the end that are empty left out. @throws InputError PAYMENT_CODE_INVALID, IBAN_INVALID, SWIFT_INVALID, REFERENCE_INVALID */
export function writeEpcCode(fields: EpcFields): Uint8Array {
  checkEpcFields(fields);
  const { amount, bic = '', name, iban, purpose = '', reference = '', text = '', info = '' } = fields;
  const cents = String(amount).padStart(3, '0');
  const money = `EUR${cents.slice(0, -2)}.${cents.slice(-2)}`;
  const lines = ['BCD', '002', '1', 'SCT', bic, name, iban, money, purpose, reference, text, info];
  while (lines.at(-1) === '') lines.pop();
  const bytes = utf8(lines.join('\n'));
  if (bytes.length > BYTES_MAX) throw wrong(`it takes ${bytes.length} bytes of ${BYTES_MAX}`);
  return bytes;
}

/** @throws InputError as `writeEpcCode` */
export function readEpcCode(bytes: Uint8Array): EpcFields {
  const lines = fromUtf8(bytes).split(/\r?\n/);
  const [head, version, encoding, kind, bic = '', name = '', iban = '', money = '', ...rest] = lines;
  if (head !== 'BCD' || !/^00[12]$/.test(version ?? '') || encoding !== '1' || kind !== 'SCT' || lines.length > 12)
    throw wrong('it does not begin as a SEPA credit transfer in UTF-8, or has more than 12 lines');
  const [, euro, cents = ''] = /^EUR(\d{1,9})(?:\.(\d{1,2}))?$/.exec(money) ?? [];
  if (euro === undefined) throw wrong(`its amount is "${money.slice(0, 20)}"`);
  const named = Object.entries({ bic, purpose: rest[0], reference: rest[1], text: rest[2], info: rest[3] });
  const fields: EpcFields = {
    name,
    iban,
    amount: BigInt(`${euro}${cents.padEnd(2, '0')}`),
    ...Object.fromEntries(named.filter(([, value]) => value !== undefined && value !== '')),
  };
  checkEpcFields(fields);
  return fields;
}

function checkEpcFields({ name, iban, bic, amount, purpose, reference, text, info }: EpcFields): void {
  const limits: [string, string, number][] = [
    ['the name', name, 70],
    ['the text', text ?? '', 140],
    ['the information', info ?? '', 70],
  ];
  for (const [what, value, most] of limits)
    if (value.length > most || /\p{Cc}/u.test(value))
      throw wrong(`${what} is longer than ${most} characters or has a control character`);
  if (name === '') throw wrong('the name is missing');
  if (amount < 1n || amount > MOST_CENTS) throw wrong('the amount is not from 0.01 to 999999999.99 euro');
  if (purpose !== undefined && !/^[A-Z]{1,4}$/.test(purpose)) throw wrong('the purpose is no code of four letters');
  if (reference !== undefined && text !== undefined) throw wrong('it has both a reference and a text');
  parseIban(iban);
  if (bic !== undefined) parseSwift(bic);
  if (reference !== undefined) parseCreditorReference(reference);
}

function wrong(what: string): InputError {
  return new InputError('PAYMENT_CODE_INVALID', `The payment code after EPC069-12: ${what}.`);
}
