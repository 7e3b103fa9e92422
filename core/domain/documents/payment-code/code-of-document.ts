import { AMOUNT_PER_MINOR, parseAmount } from '../../billing/money.ts';
import { writeEpcCode } from './epc-code.ts';
import type { CodePage } from './code-pages.ts';
import { writeGostCode } from './gost-code.ts';
import type { PayableDocument } from '../payable-document.ts';

/** Utility payments among the standard's codes of purposes. */
const UTILITIES = '02';

/**
 * The payment code that banks scan: of GOST R 56042 where the issuer's account is Russian, else of EPC069-12. It names the payer's account and the
 * period, neither name nor address. Undefined where nothing is to be paid.
 * @throws InputError as `writeGostCode`, `writeEpcCode`
 */
export function paymentCodeOf(document: PayableDocument, page: CodePage = '2'): Uint8Array | undefined {
  const { issuer, payer, totals } = document;
  const { bank } = issuer;
  const minor = parseAmount(totals.due) / AMOUNT_PER_MINOR;
  if (minor <= 0n) return undefined;
  if (bank.kind === 'sepa')
    return writeEpcCode({
      ...{ name: issuer.name.slice(0, 70), iban: bank.iban, amount: minor, text: paymentReference(document) },
      ...(bank.bic === undefined ? {} : { bic: bank.bic }),
    });
  return writeGostCode(
    {
      ...{ Name: issuer.name, PersonalAcc: bank.account, BankName: bank.bankName, BIC: bank.bic },
      ...{ CorrespAcc: bank.correspondentAccount, Sum: String(minor), Purpose: paymentReference(document) },
      ...(issuer.inn === undefined ? {} : { PayeeINN: issuer.inn }),
      ...(issuer.kpp === undefined ? {} : { KPP: issuer.kpp }),
      ...(issuer.oktmo === undefined ? {} : { OKTMO: issuer.oktmo }),
      ...{ PersAcc: payer.account, PaymPeriod: monthOf(document) },
      ...(payer.uin === undefined ? {} : { UIN: payer.uin }),
      TechCode: UTILITIES,
    },
    page,
  );
}

/** What the payer's bank writes beside the payment, so that it is found again: account, unified account, period and the bill's number. */
export function paymentReference({ language, payer, number, period }: PayableDocument): string {
  const [year, month] = period.from.split('-');
  const [bill, unified] = language === 'ru' ? ['Счёт', 'ЕЛС'] : ['Bill', 'UPA'];
  const account = payer.unifiedAccount === undefined ? payer.account : `${unified} ${payer.unifiedAccount}`;
  return `${bill} ${number};${account};${month}.${year}`;
}

/** The month as banks take it, MMYYYY. */
function monthOf({ period }: PayableDocument): string {
  const [year = '', month = ''] = period.from.split('-');
  return `${month}${year}`;
}
