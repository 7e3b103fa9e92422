import {
  creditOf,
  carryBill,
  orderRefund,
  refusePayment,
  takePayment,
  voidBill,
} from '../../../biller/commands/bill-commands.ts';
import { openDesk } from '../../../biller/commands/act-by-hand.ts';
import type { DecisionContext } from '../../../biller/decide/decision-context.ts';
import { openedOf, openMoney } from '../../../biller/decide/open-money.ts';
import type { Invoice } from '../../../biller/state.ts';
import { formatAmount, parseAmount } from '../../../core/domain/billing/money.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { REFUSAL, VOID_REASON } from '../../../core/domain/ledger/kinds.ts';
import { printJson } from '../arguments.ts';
import { act, actingBy, type ClerkOptions } from './clerk.ts';

export type BillsOptions = ClerkOptions & { open?: boolean };
export type VoidOptions = ClerkOptions & { bill: string; reason: string };
export type CarryOptions = ClerkOptions & { bill: string };
export type RefuseOptions = ClerkOptions & { payment: string; reason: string; text: string };
export type TakeOptions = ClerkOptions & { payment: string };
export type RefundOptions = ClerkOptions & { contract: string; amount?: string };

const VOID_REASONS: ReadonlyMap<string, number> = new Map([
  ['figures', VOID_REASON.figures],
  ['contract', VOID_REASON.contract],
  ['billed-already', VOID_REASON.billedAlready],
  ['other', VOID_REASON.other],
]);
const REFUSALS: ReadonlyMap<string, number> = new Map([
  ['no-amount', REFUSAL.noAmount],
  ['not-arrived', REFUSAL.notArrived],
  ['other', REFUSAL.other],
]);

/** @throws InputError with the ledger's or the command's code */
export function clerkVoidBill(options: VoidOptions): Promise<void> {
  const invoiceId = parseHex(options.bill, '--bill', 32);
  const reason = reasonOf(options.reason, VOID_REASONS);
  return act(options, 'Bill withdrawn', (acting) => voidBill({ ...acting, invoiceId, reason }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkCarryBill(options: CarryOptions): Promise<void> {
  const invoiceId = parseHex(options.bill, '--bill', 32);
  return act(options, 'Rest moved into the account', (acting) => carryBill({ ...acting, invoiceId }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkRefusePayment(options: RefuseOptions): Promise<void> {
  const paymentId = parseHex(options.payment, '--payment', 32);
  const reason = reasonOf(options.reason, REFUSALS);
  const { text } = options;
  return act(options, 'Payment refused', (acting) => refusePayment({ ...acting, paymentId, reason, text }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkTakePayment(options: TakeOptions): Promise<void> {
  const paymentId = parseHex(options.payment, '--payment', 32);
  return act(options, 'Payment taken', (acting) => takePayment({ ...acting, paymentId }));
}

/** @throws InputError with the ledger's or the command's code */
export function clerkRefund(options: RefundOptions): Promise<void> {
  const contractId = parseHex(options.contract, '--contract', 32);
  const amount = options.amount === undefined ? {} : { amount: parseAmount(options.amount) };
  return act(options, 'Refund ordered', (acting) => orderRefund({ ...acting, contractId, ...amount }));
}

/** A bill as its issuer knows it; amounts in the currency unit. */
type BillRow = {
  bill: Hex;
  contract: Hex;
  period: number;
  state: Invoice['state'];
  total: string;
  /** Unknown where a payment of it does not open. */
  outstanding: string | undefined;
  payments: { payment: Hex; state: string; amount: string | undefined }[];
};

/** Lists this biller's bills, what is open of them, their payments, and what the contracts' accounts hold for the subscribers. */
export async function clerkBills(options: BillsOptions): Promise<void> {
  const { settings, signal } = actingBy(options);
  const { context } = await openDesk(settings, signal);
  const wanted = [...context.state.invoices.values()].filter(
    (invoice) => options.open !== true || invoice.state === 'issued' || invoice.payments.some(isUnanswered),
  );
  const bills = await Promise.all(wanted.map((invoice) => rowOf(context, invoice)));
  const accounts: { contract: Hex; credit: string }[] = [];
  for (const contract of context.state.money.keys()) {
    const credit = await creditOf(context, contract);
    if (credit !== 0n) accounts.push({ contract, credit: formatAmount(credit) });
  }
  if (options.json === true) return printJson({ bills, accounts });
  for (const line of linesOf(bills, accounts)) process.stdout.write(`${line}\n`);
}

async function rowOf(context: DecisionContext, invoice: Invoice): Promise<BillRow> {
  const { invoiceId, state } = invoice;
  const { contractId, period } = invoice.data;
  const book = await openMoney(context, contractId);
  const { total } = await context.decryptor.invoice(invoice);
  const rest = state === 'issued' ? openedOf(context, book, invoice)?.value : 0n;
  const payments = invoice.payments.map((one) => {
    const amount = book.payments.get(one.paymentId)?.amount.value;
    return { payment: one.paymentId, state: one.state, amount: amount ? formatAmount(amount) : undefined };
  });
  const outstanding = rest === undefined ? undefined : formatAmount(rest);
  return { bill: invoiceId, contract: contractId, period, state, total: formatAmount(total), outstanding, payments };
}

function* linesOf(bills: readonly BillRow[], accounts: readonly { contract: Hex; credit: string }[]): Iterable<string> {
  if (bills.length === 0) yield 'No such bill.';
  for (const { bill, contract, period, state, total, outstanding, payments } of bills) {
    yield `${period} ${state}: ${total}, open ${outstanding ?? 'unknown'}`;
    yield `  bill ${bill}`;
    yield `  contract ${contract}`;
    for (const { payment, state: paid, amount } of payments)
      yield `  payment ${payment} ${paid}: ${amount ?? 'cannot be read'}`;
  }
  for (const { contract, credit } of accounts) yield `For the subscriber of contract ${contract}: ${credit}`;
}

function isUnanswered({ state }: { state: string }): boolean {
  return state === 'recorded';
}

function reasonOf(name: string, reasons: ReadonlyMap<string, number>): number {
  const code = reasons.get(name);
  if (code === undefined)
    throw new InputError('REASON_UNKNOWN', `The reason "${name}" is none of ${[...reasons.keys()].join(', ')}.`);
  return code;
}
