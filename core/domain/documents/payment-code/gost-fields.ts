import { InputError } from '../../bytes/errors.ts';
import { parseRussianAccount } from '../requisites/bank-account.ts';
import { parseInn, parseKpp, parseOktmo } from '../requisites/inn.ts';

/** What a payment code after GOST R 56042-2014 says, by the standard's own names; `Sum` and `AddAmount` in kopecks. */
export type GostFields = {
  Name: string;
  PersonalAcc: string;
  BankName: string;
  BIC: string;
  CorrespAcc: string;
  Sum?: string;
  Purpose?: string;
  PayeeINN?: string;
  KPP?: string;
  OKTMO?: string;
  PayerAddress?: string;
  PersAcc?: string;
  PaymPeriod?: string;
  AddAmount?: string;
  QuittId?: string;
  QuittDate?: string;
  UIN?: string;
  TechCode?: string;
};

export const MANDATORY = ['Name', 'PersonalAcc', 'BankName', 'BIC', 'CorrespAcc'] as const;
/** Of what else is written, the order in which it is; banks take any. */
export const OPTIONAL = [
  ...(['Sum', 'Purpose', 'PayeeINN', 'KPP', 'OKTMO', 'PayerAddress', 'PersAcc', 'PaymPeriod'] as const),
  ...(['AddAmount', 'QuittId', 'QuittDate', 'UIN', 'TechCode'] as const),
];

const LONGEST: ReadonlyMap<string, number> = new Map([
  ['Name', 160],
  ['BankName', 45],
  ['Purpose', 210],
]);
/** Utilities are 02 of the 15 codes of purposes. */
const TECH_CODE = /^(0[1-9]|1[0-5])$/;

/**
 * Whether a code of these fields can be paid: lengths, forms, and the digits that check the payee's requisites.
 * @throws InputError PAYMENT_CODE_INVALID, BIC_INVALID, ACCOUNT_INVALID, INN_INVALID, KPP_INVALID, OKTMO_INVALID
 */
export function checkGostFields(fields: GostFields): void {
  const { PersonalAcc: account, BIC: bic, CorrespAcc: correspondentAccount } = fields;
  for (const [name, value] of Object.entries(fields)) {
    const most = LONGEST.get(name) ?? 200;
    if (value === '' || value.length > most || /\p{Cc}/u.test(value))
      throw wrong(`${name} is empty, longer than ${most} characters, or has a control character`);
  }
  parseRussianAccount({ account, bic, correspondentAccount });
  if (fields.PayeeINN !== undefined) parseInn(fields.PayeeINN);
  if (fields.KPP !== undefined) parseKpp(fields.KPP);
  if (fields.OKTMO !== undefined) parseOktmo(fields.OKTMO);
  for (const name of ['Sum', 'AddAmount'] as const) {
    const kopecks = fields[name];
    if (kopecks !== undefined && !/^[1-9]\d{0,17}$/.test(kopecks))
      throw wrong(`${name} is "${kopecks.slice(0, 20)}": whole kopecks above zero are expected`);
  }
  if (fields.TechCode !== undefined && !TECH_CODE.test(fields.TechCode)) throw wrong('TechCode is none of 01 to 15');
}

function wrong(what: string): InputError {
  return new InputError('PAYMENT_CODE_INVALID', `The payment code: ${what}.`);
}
