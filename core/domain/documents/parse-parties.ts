import { InputError } from '../bytes/errors.ts';
import type { Issuer, Payer } from './payable-document.ts';
import { parseRussianAccount } from './requisites/bank-account.ts';
import { parseIban, parseSwift } from './requisites/iban.ts';
import { parseInn, parseKpp, parseOktmo } from './requisites/inn.ts';
import { parseServiceId, parseUnifiedAccount } from './requisites/personal-account.ts';
import { parseUin } from './requisites/uin.ts';

/** The issuer, with its account as banks write it. @throws InputError DOCUMENT_INVALID, or the code of the requisite whose digits do not fit */
export function parseIssuer(issuer: Issuer): Issuer {
  const { inn, kpp, oktmo, vatId, registration, tax, bank } = issuer;
  if (inn === undefined && vatId === undefined && registration === undefined)
    throw new InputError('DOCUMENT_INVALID', 'The issuer has no INN, VAT number or registration: name at least one.');
  if (tax.category !== 'O' && inn === undefined && vatId === undefined)
    throw new InputError(
      'DOCUMENT_INVALID',
      `An issuer with tax of category ${tax.category} needs an INN or a VAT number.`,
    );
  if (inn !== undefined) parseInn(inn);
  if (kpp !== undefined) parseKpp(kpp);
  if (oktmo !== undefined) parseOktmo(oktmo);
  return { ...issuer, bank: parseBank(bank) };
}

function parseBank(bank: Issuer['bank']): Issuer['bank'] {
  if (bank.kind === 'ru') return { ...bank, ...parseRussianAccount(bank) };
  if (bank.bic !== undefined) parseSwift(bank.bic);
  return { ...bank, iban: parseIban(bank.iban) };
}

/** The payer, with the letters of the numbers in Latin. @throws InputError with the code of the number whose digits do not fit */
export function parsePayer(payer: Payer): Payer {
  const { unifiedAccount, serviceId, uin } = payer;
  if (uin !== undefined) parseUin(uin);
  return {
    ...payer,
    ...(unifiedAccount === undefined ? {} : { unifiedAccount: parseUnifiedAccount(unifiedAccount) }),
    ...(serviceId === undefined ? {} : { serviceId: parseServiceId(serviceId) }),
  };
}
