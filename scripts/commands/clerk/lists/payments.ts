import { openMoney } from '../../../../biller/decide/open-money.ts';
import type { Invoice, Payment } from '../../../../biller/state.ts';
import { DAYS_TO_ANSWER } from '../../../../core/domain/limits.ts';
import { AMOUNT_PER_MINOR, formatAmount } from '../../../../core/domain/billing/money.ts';
import { counts } from '../../../../core/domain/billing/payables/payable-book.ts';
import { workingDaysEnd } from '../../../../core/domain/billing/payables/working-days.ts';
import { localDate } from '../../../../core/domain/billing/period.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { flatName, residentName, type List, type ListRow, type Looking } from './list-row.ts';

/** For `refuse-payment` and `take-payment`, which take a payment, and for `clerk reconcile`. */
export const payments: List = {
  rows: async (looking) => (await paymentRows(looking)).map(({ value: _value, ...row }) => row),
};

/** What is wrong with a payment, as far as the ledger and the own keys tell it. */
export const PAYMENT_WRONG = {
  PAYMENT_UNREADABLE: 'cannot be read: have the portal record it again, or reverse it',
  NOT_ANSWERED: 'not answered in its three working days: clerk faults list says why',
  RECEIPT_MISSING: 'taken by the ledger itself, since nobody answered; its receipt is due yet',
  PAID_TOO_MUCH: 'more than was open of the bill: what is left stands in the account of the contract',
} as const;
export type PaymentWrong = keyof typeof PAYMENT_WRONG;

/** `value` in 10⁻¹² of the unit; undefined where it cannot be read. */
export type PaymentRow = ListRow & {
  state: Payment['state'];
  paidOn: string;
  value: bigint | undefined;
  wrong: PaymentWrong | undefined;
};

export async function paymentRows(looking: Looking): Promise<PaymentRow[]> {
  const found = [...looking.context.state.invoices.values()].flatMap((invoice) =>
    invoice.payments.map((payment) => ({ invoice, payment })),
  );
  return Promise.all(found.map(({ invoice, payment }, index) => paymentRow(looking, invoice, payment, index + 1)));
}

async function paymentRow(looking: Looking, invoice: Invoice, payment: Payment, number: number): Promise<PaymentRow> {
  const { subscriber, data, invoiceId } = invoice;
  const { paymentId, state, receipted } = payment;
  const amounts = await amountsOf(looking, invoice);
  const value = amounts.get(paymentId);
  const amount = value === undefined ? undefined : formatAmount(value);
  const { paidOn, answerBy } = datesOf(looking, invoice, paymentId);
  const wrong = await wrongWith(looking, { invoice, payment, amounts, answerBy });
  const whose = residentName(looking, subscriber);
  const words = wrong === undefined ? '' : `; ${PAYMENT_WRONG[wrong]}`;
  return {
    number,
    id: paymentId,
    open: state === 'recorded' || wrong === 'RECEIPT_MISSING',
    flat: flatName(looking, subscriber),
    account: subscriber,
    bill: invoiceId,
    period: data.period,
    state,
    receipted,
    paidOn,
    ...(state === 'recorded' ? { answerBy } : {}),
    amount,
    value,
    wrong,
    line: `${amount ?? 'cannot be read'} paid on ${paidOn} on the bill of ${data.period} of ${whose}: ${state}${words}`,
  };
}

/** What each payment of a bill holds, where it opens. */
async function amountsOf({ context }: Looking, { data, payments: all }: Invoice): Promise<Map<Hex, bigint>> {
  const book = await openMoney(context, data.contractId);
  return new Map(
    all.flatMap(({ paymentId }) => {
      const value = book.payments.get(paymentId)?.amount.value;
      return value === undefined || value === 0n ? [] : [[paymentId, value]];
    }),
  );
}

/** Local dates: of the payment at the bank, and of the last day on which its answer is in time. */
function datesOf({ context }: Looking, { data }: Invoice, paymentId: Hex): { paidOn: string; answerBy: string } {
  const { timeZone } = context.network;
  const found = (context.state.money.get(data.contractId) ?? []).find(({ digest }) => digest === paymentId);
  const paidAt = found?.fact.kind === 'PAYMENT' ? found.fact.data.paidAt : 0n;
  const end = workingDaysEnd(found?.signedAt ?? 0n, DAYS_TO_ANSWER);
  return { paidOn: localDate(paidAt, timeZone), answerBy: localDate(end - 1n, timeZone) };
}

async function wrongWith(
  { context }: Looking,
  args: { invoice: Invoice; payment: Payment; amounts: ReadonlyMap<Hex, bigint>; answerBy: string },
): Promise<PaymentWrong | undefined> {
  const { invoice, payment, amounts } = args;
  const { state, receipted, paymentId } = payment;
  if (state !== 'recorded' && !counts(state)) return undefined;
  if (!amounts.has(paymentId)) return 'PAYMENT_UNREADABLE';
  if (state === 'recorded' && localDate(context.now(), context.network.timeZone) > args.answerBy) return 'NOT_ANSWERED';
  if (state === 'deemed' && !receipted) return 'RECEIPT_MISSING';
  const before = invoice.payments
    .slice(0, invoice.payments.indexOf(payment) + 1)
    .filter((one) => counts(one.state) || one === payment);
  const paid = before.reduce((sum, one) => sum + (amounts.get(one.paymentId) ?? 0n), 0n);
  const { total } = await context.decryptor.invoice(invoice);
  return paid - total >= AMOUNT_PER_MINOR ? 'PAID_TOO_MUCH' : undefined;
}
