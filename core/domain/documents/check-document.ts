import { InputError } from '../bytes/errors.ts';
import { parseAmount, formatAmount } from '../billing/money.ts';
import { taxWithin } from './tax-within.ts';
import type { DocumentLine, Issuer, PayableDocument, Payer } from './payable-document.ts';
import { parseRussianAccount } from './requisites/bank-account.ts';
import { parseIban, parseSwift } from './requisites/iban.ts';
import { parseInn, parseKpp, parseOktmo } from './requisites/inn.ts';
import { parseServiceId, parseUnifiedAccount } from './requisites/personal-account.ts';
import { parseUin } from './requisites/uin.ts';

/** The sums that each kind of line belongs to. */
const PARTS: Readonly<Record<DocumentLine['kind'], 'charged' | 'recalculated' | 'penalty'>> = {
  ...{ metered: 'charged', norm: 'charged', houseNeeds: 'charged', upkeep: 'charged', other: 'charged' },
  ...{ recalculation: 'recalculated', privilege: 'recalculated', penalty: 'penalty' },
};

/**
 * Whether a document of the right form says one thing: its sums, and the check digits of its requisites.
 * @throws InputError DOCUMENT_SUMS_WRONG, DOCUMENT_INVALID, and the codes of the requisites
 */
export function checkDocument(document: PayableDocument): void {
  const { totals, period, issuer, currency } = document;
  const sums = sumsOf(document);
  for (const part of ['charged', 'recalculated', 'penalty'] as const) expectSum(part, totals[part], sums[part]);
  const amount = (name: keyof typeof totals): bigint => parseAmount(totals[name]);
  const total =
    amount('rounding') + amount('debt') - amount('advance') + sums.charged + sums.recalculated + sums.penalty;
  expectSum('total', totals.total, total);
  const due = amount('total') - amount('paid');
  expectSum('due', totals.due, due > 0n ? due : 0n);
  expectSum('taxIncluded', totals.taxIncluded, taxWithin(document.lines, issuer.tax));
  if (amount('debt') > 0n && amount('advance') > 0n)
    throw new InputError(
      'DOCUMENT_SUMS_WRONG',
      'The document has both a debt and an advance; one is the rest of the other.',
    );
  if (period.from > period.to)
    throw new InputError('DOCUMENT_INVALID', 'The document: its period ends before it begins.');
  if (currency !== (issuer.bank.kind === 'ru' ? 'RUB' : 'EUR'))
    throw new InputError(
      'DOCUMENT_INVALID',
      `The document: an account of kind ${issuer.bank.kind} takes no ${currency}.`,
    );
  checkIssuer(issuer);
  checkPayer(document.payer);
}

/** What the lines shown add up to, in 10⁻¹² of the currency unit. */
export function sumsOf({ lines }: Pick<PayableDocument, 'lines'>): {
  charged: bigint;
  recalculated: bigint;
  penalty: bigint;
} {
  const sums = { charged: 0n, recalculated: 0n, penalty: 0n };
  for (const { kind, amount } of lines) sums[PARTS[kind]] += parseAmount(amount);
  return sums;
}

/** @throws InputError DOCUMENT_INVALID, or the code of the requisite whose digits do not fit */
export function checkIssuer({ inn, kpp, oktmo, vatId, registration, tax, bank }: Issuer): void {
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
  if (bank.kind === 'ru') return void parseRussianAccount(bank);
  parseIban(bank.iban);
  if (bank.bic !== undefined) parseSwift(bank.bic);
}

/** @throws InputError with the code of the number whose digits do not fit */
export function checkPayer({ unifiedAccount, serviceId, uin }: Payer): void {
  if (unifiedAccount !== undefined) parseUnifiedAccount(unifiedAccount);
  if (serviceId !== undefined) parseServiceId(serviceId);
  if (uin !== undefined) parseUin(uin);
}

function expectSum(name: string, shown: string, sum: bigint): void {
  if (parseAmount(shown) !== sum)
    throw new InputError(
      'DOCUMENT_SUMS_WRONG',
      `The document says ${name} ${shown}, but it adds up to ${formatAmount(sum)}.`,
    );
}
