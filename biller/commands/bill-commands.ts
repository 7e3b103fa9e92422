import { AMOUNT_PER_MINOR, formatAmount } from '../../core/domain/billing/money.ts';
import { canonicalJson } from '../../core/domain/bytes/canonical-json.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { lowerHex, utf8, type Hex } from '../../core/domain/bytes/hex.ts';
import { commit, randomScalar } from '../../core/domain/crypto/commitment.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import { sealForBlock, withSelf } from '../../core/domain/resident/author.ts';
import { actByHand } from './act-by-hand.ts';
import { addressee, payablesOf, type DecisionContext } from '../decide/decision-context.ts';
import { answerPayments, makeCarry, makeRefusal } from '../decide/issue-receipts.ts';
import { openedAccount, openMoney } from '../decide/open-money.ts';
import { message, type Message } from '../sender.ts';
import type { BillerSettings } from '../settings.ts';
import type { Invoice, Payment, State } from '../state.ts';

type Acting = { settings: BillerSettings; signal: AbortSignal };

/**
 * Withdraws a bill that is issued or carried: what was paid on it goes into the contract's account, its lines are open to be billed again. The daemon bills
 * them again by itself, so that what was wrong has to be mended before.
 * @param reason a code of VOID_REASON
 * @throws InputError BILL_UNKNOWN, BILL_STATE, BILL_NOT_NEWEST
 */
export function voidBill(args: Acting & { invoiceId: Hex; reason: number }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => Promise.resolve(makeVoid(context, args)));
}

export function makeVoid(context: DecisionContext, args: { invoiceId: Hex; reason: number }): Message {
  const { state } = context;
  const invoice = billOf(state, args.invoiceId);
  const { invoiceId, subscriber } = invoice;
  if (invoice.state !== 'issued' && invoice.state !== 'carried') throw unfit(invoice, 'issued or carried');
  const lines = state.book.bills.get(invoiceId)?.lines;
  if (lines === undefined) throw new InputError('BILL_UNKNOWN', `The book of this biller lacks invoice ${invoiceId}.`);
  const ranges = invoice.data.metered.map(({ meterId, obis, openSequence, closeSequence }) => ({
    channel: channelOf(meterId, obis),
    openSequence,
    closeSequence,
  }));
  const through = new Map(state.billedThrough);
  for (const { channel, openSequence, closeSequence } of ranges.toReversed()) {
    const billed = through.get(channel);
    if (billed !== closeSequence)
      throw new InputError(
        'BILL_NOT_NEWEST',
        `Invoice ${invoiceId} bills channel ${channel} up to frame ${closeSequence}, a later one up to ${billed}. Withdraw the later one first.`,
      );
    through.set(channel, openSequence);
  }
  const place = { ledger: payablesOf(context), kind: 'VOID', subject: invoiceId } as const;
  return message(place, subscriber, { invoiceId, lines, ranges, reason: args.reason });
}

/**
 * Moves what is left of an issued bill into its contract's account, from where the next bill takes it.
 * @throws InputError BILL_UNKNOWN, BILL_STATE
 */
export function carryBill(args: Acting & { invoiceId: Hex }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => {
    const invoice = billOf(context.state, args.invoiceId);
    if (invoice.state !== 'issued') throw unfit(invoice, 'issued');
    return Promise.resolve(makeCarry(context, invoice));
  });
}

/**
 * Refuses a payment that nobody answered yet.
 * @param reason a code of REFUSAL
 * @throws InputError PAYMENT_UNKNOWN, PAYMENT_STATE
 */
export function refusePayment(args: Acting & { paymentId: Hex; reason: number; text: string }): Promise<Hex> {
  return actByHand(args.settings, args.signal, async (context) => {
    const { invoice, payment } = paymentOf(context.state, args.paymentId, ['recorded']);
    return makeRefusal(context, invoice, { ...args, paymentId: payment.paymentId });
  });
}

/**
 * Takes a payment that was refused, or that nobody answered yet, by a receipt.
 * @throws InputError PAYMENT_UNKNOWN, PAYMENT_STATE, PAYMENT_NOT_OPENED, and what `openMoney` throws
 */
export function takePayment(args: Acting & { paymentId: Hex }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => makeTaking(context, args.paymentId));
}

export async function makeTaking(context: DecisionContext, id: Hex): Promise<Message> {
  const { invoice, payment } = paymentOf(context.state, id, ['recorded', 'refused']);
  // Said by its name here: a person asked for it, so that a refusal is no answer.
  await context.decryptor.payment(payment);
  const book = await openMoney(context, invoice.data.contractId);
  const [answer] = await answerPayments(context, book, invoice, (one) => one.paymentId === payment.paymentId);
  const said = await answer?.make();
  if (said === undefined) throw new InputError('PAYMENT_NOT_OPENED', `Payment ${id} cannot be answered by a receipt.`);
  return said;
}

/**
 * Orders the portal to give money back that a contract's account holds for the subscriber; it has 30 days to do so.
 * @param amount in 10⁻¹² of the currency unit, whole minor units; all that there is where it is left out
 * @throws InputError ACCOUNT_NOT_OPENED, REFUND_AMOUNT, PARTICIPANT_UNKNOWN
 */
export function orderRefund(args: Acting & { contractId: Hex; amount?: bigint }): Promise<Hex> {
  return actByHand(args.settings, args.signal, (context) => makeRefundOrder(context, args));
}

export async function makeRefundOrder(
  context: DecisionContext,
  args: { contractId: Hex; amount?: bigint },
): Promise<Message> {
  const { account, network, state } = context;
  const contractId = lowerHex(args.contractId);
  const [first = '0x'] = state.invoicesOf.get(contractId) ?? [];
  const billed = state.invoices.get(first);
  if (billed === undefined)
    throw new InputError('CONTRACT_UNKNOWN', `This biller issued no bill by a contract ${contractId}.`);
  const free = await creditOf(context, contractId);
  const amount = args.amount ?? free - (free % AMOUNT_PER_MINOR);
  if (amount <= 0n || amount > free || amount % AMOUNT_PER_MINOR !== 0n)
    throw new InputError(
      'REFUND_AMOUNT',
      `Of contract ${contractId} ${formatAmount(free)} can be given back, in whole minor units and more than nothing; asked for is ${formatAmount(amount)}.`,
    );
  const blinding = randomScalar();
  const place = { ledger: payablesOf(context), kind: 'REFUND_ORDER', subject: contractId } as const;
  const content = utf8(canonicalJson({ amount: String(amount), blinding: String(blinding) }));
  const readers = [addressee(context, network.portal), addressee(context, billed.subscriber)];
  const envelope = await sealForBlock(context, place, content, withSelf(account, readers));
  return message(place, billed.subscriber, { contractId, commitment: commit(amount, blinding), envelope });
}

/** What the account holds for the subscriber, less what is ordered to be given back already. @throws InputError ACCOUNT_NOT_OPENED */
export async function creditOf(context: DecisionContext, contractId: Hex): Promise<bigint> {
  const { state, decryptor } = context;
  const book = await openMoney(context, contractId);
  const held = openedAccount(context, book, contractId);
  if (held === undefined) return 0n;
  let ordered = 0n;
  for (const order of state.orders.values()) {
    const isOpen = state.book.orders.get(order.orderId)?.contractId === contractId && order.validUntil >= context.now();
    if (isOpen) ordered += (await decryptor.order(order)).amount;
  }
  return -held.value - ordered;
}

function billOf(state: State, id: Hex): Invoice {
  const invoice = state.invoices.get(lowerHex(id));
  if (invoice === undefined) throw new InputError('BILL_UNKNOWN', `This biller issued no invoice ${id}.`);
  return invoice;
}

function paymentOf(state: State, id: Hex, states: readonly Payment['state'][]): { invoice: Invoice; payment: Payment } {
  for (const invoice of state.invoices.values()) {
    const payment = invoice.payments.find(({ paymentId }) => paymentId === lowerHex(id));
    if (payment === undefined) continue;
    if (states.includes(payment.state)) return { invoice, payment };
    throw new InputError('PAYMENT_STATE', `Payment ${id} is ${payment.state}; it has to be ${states.join(' or ')}.`);
  }
  throw new InputError('PAYMENT_UNKNOWN', `No payment ${id} is on an invoice of this biller.`);
}

function unfit({ invoiceId, state }: Invoice, wanted: string): InputError {
  return new InputError('BILL_STATE', `Invoice ${invoiceId} is ${state}; it has to be ${wanted}.`);
}
