import { InputError } from '../../bytes/errors.ts';

/** Length of an IBAN by country: those of the SEPA area, whose accounts take credit transfers in euro. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 ' +
    'MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 SM27 VA22'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** An IBAN of the SEPA area without spaces; two digits check it (ISO 13616, mod 97). @throws InputError IBAN_INVALID */
export function parseIban(text: string): string {
  const iban = text.replaceAll(' ', '').toUpperCase();
  const length = LENGTHS.get(iban.slice(0, 2));
  if (length === undefined || iban.length !== length || !/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban))
    throw new InputError(
      'IBAN_INVALID',
      `"${text.slice(0, 40)}" is no IBAN of the SEPA area, or not as long as its country's are.`,
    );
  if (mod97(iban) !== 1n)
    throw new InputError(
      'IBAN_INVALID',
      `The check digits of IBAN ${iban} are wrong: look for a digit that was mistyped.`,
    );
  return iban;
}

/** A bank's code outside Russia (ISO 9362): 8 or 11 characters. @throws InputError SWIFT_INVALID */
export function parseSwift(text: string): string {
  if (!/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text))
    throw new InputError('SWIFT_INVALID', `"${text.slice(0, 20)}" is no BIC of ISO 9362: 8 or 11 letters and digits.`);
  return text;
}

/** A creditor's reference (ISO 11649): RF, two check digits, up to 21 letters and digits. @throws InputError REFERENCE_INVALID */
export function parseCreditorReference(text: string): string {
  if (!/^RF\d{2}[A-Z0-9]{1,21}$/.test(text) || mod97(text) !== 1n)
    throw new InputError(
      'REFERENCE_INVALID',
      `"${text.slice(0, 30)}" is no creditor reference RF…, or its check digits are wrong.`,
    );
  return text;
}

/** The first four characters last, letters as 10 to 35, the rest of the division by 97: 1 where the check digits fit. */
function mod97(text: string): bigint {
  const turned = `${text.slice(4)}${text.slice(0, 4)}`;
  const digits = [...turned].map((sign) => (/\d/.test(sign) ? sign : String(sign.charCodeAt(0) - 55))).join('');
  return BigInt(digits) % 97n;
}
