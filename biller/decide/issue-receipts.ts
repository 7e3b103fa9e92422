import { encodeReceipt, receiptRoom } from '../../core/domain/billing/bill-settle.ts';
import { counts, type PayableBook } from '../../core/domain/billing/payables/payable-book.ts';
import { shareReceipt } from '../../core/domain/billing/payables/share-receipt.ts';
import { canonicalJson } from '../../core/domain/bytes/canonical-json.ts';
import { utf8, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { mod } from '../../core/domain/crypto/commitment.ts';
import { REFUSAL } from '../../core/domain/ledger/kinds.ts';
import type { OpenedInvoice } from '../decryptor.ts';
import { message, type Intent, type Message } from '../sender.ts';
import type { Invoice, Payment } from '../state.ts';
import { orFault, payablesOf, sealForBoth, type DecisionContext } from './decision-context.ts';
import { openedOf, openMoney, type Opened } from './open-money.ts';

const UNREADABLE =
  'The payment cannot be read: what it holds is not what its commitment opens to. Ask the portal to record it again.';

/**
 * The answer to every payment: it is taken by a receipt, shared over the bill's lines, if it opens to the amount inside it, and refused if not. The receipt
 * that leaves just nothing settles the bill; without a payment it is settled that asks for nothing, or whose last receipt came before its last payment counted.
 * What was paid too much is carried into the contract's account at once; a bill that is paid in part stays issued.
 */
export async function issueReceipts(context: DecisionContext): Promise<Intent[]> {
  const intents: Intent[] = [];
  const books = new Map<Hex, PayableBook<Opened>>();
  for (const invoice of context.state.invoices.values()) {
    if (invoice.state !== 'issued' && !invoice.payments.some(waits)) continue;
    const answer = async (): Promise<Intent[]> => {
      const { contractId } = invoice.data;
      const isUnpaid = invoice.payments.length === 0 && (await context.decryptor.invoice(invoice)).total > 0n;
      if (isUnpaid) return [];
      const book = books.get(contractId) ?? (await openMoney(context, contractId));
      books.set(contractId, book);
      return answerPayments(context, book, invoice, waits);
    };
    intents.push(...((await orFault(context, invoice.invoiceId, answer)) ?? []));
  }
  return intents;
}

/** A payment without this biller's answer. One that is deemed taken still gets its receipt. */
function waits({ state, receipted }: Payment): boolean {
  return state === 'recorded' || (state === 'deemed' && !receipted);
}

/**
 * Answers those payments of an invoice; where there are none to answer, says what else it can say of it.
 * @param which never payments that have this biller's receipt
 */
export async function answerPayments(
  context: DecisionContext,
  book: PayableBook<Opened>,
  invoice: Invoice,
  which: (payment: Payment) => boolean,
): Promise<Intent[]> {
  const opened = await context.decryptor.invoice(invoice);
  let rest = invoice.state === 'issued' ? openedOf(context, book, invoice) : undefined;
  let isSettled = false;
  const counted = invoice.payments.filter(({ state }) => counts(state));
  const amounts = new Map(
    counted.map(({ paymentId }) => [paymentId, book.payments.get(paymentId)?.amount.value ?? 0n]),
  );
  let paid = [...amounts.values()].reduce((sum, amount) => sum + amount, 0n);
  const intents: Intent[] = [];
  for (const payment of invoice.payments.filter(which)) {
    const { paymentId, state } = payment;
    const content = await orFault(context, paymentId, () => context.decryptor.payment(payment));
    if (content === undefined) {
      if (state === 'recorded') {
        const make = (): Promise<Message> =>
          makeRefusal(context, invoice, { paymentId, reason: REFUSAL.unreadable, text: UNREADABLE });
        intents.push({ key: `refuse:${paymentId}`, make });
      }
      continue;
    }
    if (!counts(state)) {
      paid += content.amount;
      if (rest !== undefined && !isSettled)
        rest = { value: rest.value - content.amount, blinding: mod(rest.blinding - content.blinding) };
    }
    const opening: bigint | undefined = rest?.value === 0n && !isSettled ? rest.blinding : undefined;
    isSettled ||= opening !== undefined;
    amounts.set(paymentId, content.amount);
    const earlier = invoice.payments.slice(0, invoice.payments.indexOf(payment));
    const before = earlier.flatMap((one) => amounts.get(one.paymentId) ?? []);
    const figures = { amount: content.amount, paid, before, opening };
    const make = (): Promise<Message> => makeReceipt({ context, invoice, opened, paymentId, ...figures });
    intents.push({ key: `receipt:${paymentId}`, make });
  }
  if (intents.length > 0 || rest === undefined) return intents;
  if (rest.value === 0n) {
    const figures = { amount: 0n, paid, before: [], opening: rest.blinding };
    const make = (): Promise<Message> => makeReceipt({ context, invoice, opened, paymentId: ZERO_32, ...figures });
    return [{ key: `settle:${invoice.invoiceId}`, make }];
  }
  if (rest.value > 0n) return [];
  return [{ key: `carry:${invoice.invoiceId}`, make: () => Promise.resolve(makeCarry(context, invoice)) }];
}

/** @param reason a code of REFUSAL, for everybody; `text` is for the subscriber alone */
export async function makeRefusal(
  context: DecisionContext,
  { invoiceId, subscriber }: Invoice,
  { paymentId, reason, text }: { paymentId: Hex; reason: number; text: string },
): Promise<Message> {
  const place = { ledger: payablesOf(context), kind: 'PAYMENT_REFUSED', subject: invoiceId } as const;
  const envelope = await sealForBoth(context, place, utf8(canonicalJson({ reason: text })), subscriber);
  return message(place, subscriber, { invoiceId, paymentId, reason, envelope });
}

/** What is left of the invoice moves into its contract's account. */
export function makeCarry(context: DecisionContext, { invoiceId, subscriber }: Invoice): Message {
  return message({ ledger: payablesOf(context), kind: 'CARRY', subject: invoiceId }, subscriber, { invoiceId });
}

async function makeReceipt(args: {
  context: DecisionContext;
  invoice: Invoice;
  opened: OpenedInvoice;
  paymentId: Hex;
  amount: bigint;
  paid: bigint;
  /** What counts of the bill's payments before it. */
  before: readonly bigint[];
  opening: bigint | undefined;
}): Promise<Message> {
  const { context, invoice, opened, paymentId, amount, opening } = args;
  const { invoiceId } = invoice;
  const { paid } = args;
  const allocation = shareReceipt(opened.content, args.before, amount).map(String);
  const content = encodeReceipt({
    version: '1',
    invoiceId,
    paymentId,
    amount: String(amount),
    total: String(opened.total),
    paid: String(paid),
    outstanding: String(opened.total - paid),
    allocation,
  });
  const place = { ledger: payablesOf(context), kind: 'RECEIPT', subject: invoiceId } as const;
  const envelope = await sealForBoth(context, place, content, invoice.subscriber, receiptRoom(allocation.length));
  const data = { invoiceId, paymentId, settles: opening !== undefined, opening: opening ?? 0n, envelope };
  return message(place, invoice.subscriber, data);
}
