import {
  carryBill,
  orderRefund,
  refusePayment,
  takePayment,
  voidBill,
} from '../../../biller/commands/bill-commands.ts';
import { parseAmount } from '../../../core/domain/billing/money.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import { REFUSAL, VOID_REASON } from '../../../core/domain/ledger/kinds.ts';
import { act, type ClerkOptions } from './clerk.ts';

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

function reasonOf(name: string, reasons: ReadonlyMap<string, number>): number {
  const code = reasons.get(name);
  if (code === undefined)
    throw new InputError('REASON_UNKNOWN', `The reason "${name}" is none of ${[...reasons.keys()].join(', ')}.`);
  return code;
}
