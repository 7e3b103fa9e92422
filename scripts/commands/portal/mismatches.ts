import { readMismatches, sayMismatch, type OpenMismatches } from '../../../app/server/operator/ask-operator.ts';
import { AMOUNT_PER_MINOR, formatAmount } from '../../../core/domain/billing/money.ts';
import { printJson } from '../arguments.ts';
import { portOf, type PortalOptions } from './act-for-portal.ts';

export type MismatchOptions = PortalOptions & { payment: string };
export type CloseOptions = MismatchOptions & { reference: string };

const WORDS: Readonly<Record<OpenMismatches[number]['kind'], string>> = {
  BANK_AMOUNT_MISMATCH: 'another amount than was ordered',
  BANK_CURRENCY_MISMATCH: 'another currency than was ordered',
  PAID_LATE: 'paid after the order was over',
  PAID_AFTER_CANCEL: 'paid after it had been cancelled',
  PAID_TWICE: 'paid once more for the same order',
  ISSUER_REFUSED: 'refused by the issuer of the bill, on the ledger',
};

/** Lists money at the bank that is not what was ordered. @throws as the port says */
export async function portalMismatches(options: PortalOptions): Promise<void> {
  const mismatches = await readMismatches(portOf(options));
  if (options.json === true) return printJson({ mismatches });
  for (const line of linesOf(mismatches)) process.stdout.write(`${line}\n`);
}

/** @throws InputError as the port says */
export function portalReturn({ payment, ...options }: MismatchOptions): Promise<void> {
  return say(options, payment, { decision: 'return' }, 'The bank is told to give it back.');
}

/** @throws InputError COUNT_UNFIT and what the port says */
export function portalCount({ payment, ...options }: MismatchOptions): Promise<void> {
  return say(options, payment, { decision: 'count' }, 'It counts: the portal says the payment on the ledger.');
}

/** @throws InputError as the port says */
export function portalClose({ payment, reference, ...options }: CloseOptions): Promise<void> {
  return say(options, payment, { decision: 'close', reference }, 'It counts as given back.');
}

async function say(
  options: PortalOptions,
  payment: string,
  said: Parameters<typeof sayMismatch>[2],
  words: string,
): Promise<void> {
  await sayMismatch(portOf(options), payment, said);
  if (options.json === true) printJson({ payment, ...said });
  else process.stdout.write(`${words}\n`);
}

function* linesOf(mismatches: OpenMismatches): Iterable<string> {
  if (mismatches.length === 0) yield 'All money at the bank is what was ordered.';
  for (const { paymentId, orderId, kind, amount, currency, paidAt, since, state, failure } of mismatches) {
    yield `${paymentId}: ${formatAmount(BigInt(amount) * AMOUNT_PER_MINOR)} ${currency}, ${WORDS[kind]} (${kind})`;
    yield `  order ${orderId}, paid ${timeOf(paidAt)}, known since ${timeOf(since)}`;
    if (state === 'returning') yield '  the bank is told to give it back';
    if (failure !== null) yield `  the bank did not give it back: ${failure}`;
    if (state === 'open')
      yield `  portal payments return --payment ${paymentId}, or count, or close with the bank's reference`;
  }
}

function timeOf(seconds: string): string {
  return new Date(Number(seconds) * 1_000).toISOString();
}
