import { linesCommitment } from '../../core/domain/billing/bill-commitments.ts';
import { applyPayable, type PayableFact } from '../../core/domain/billing/payables/apply-payable.ts';
import { rateOver } from '../../core/domain/billing/rates/rate-over.ts';
import type { Amounts } from '../../core/domain/billing/payables/payable-book.ts';
import { addPoints, INFINITY, subtractPoints, type Point } from '../../core/domain/crypto/commitment.ts';
import type { BlockData, MeteredLine } from '../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { channelOf, invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import { BLOCK_LIFE, ORDER_LIFE } from '../../core/domain/limits.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import type { State } from '../state.ts';
import type { KeptBlock } from '../state.ts';

const POINTS: Amounts<Point> = { zero: INFINITY, add: addPoints, subtract: subtractPoints };

/** Applies a fact about this biller's invoices: what anybody says of them, and what it says itself. */
export function applyMoney(state: State, recorded: KeptBlock, fact: PayableFact): boolean {
  const contractId = contractOf(state, recorded, fact);
  if (contractId === undefined) return false;
  if (fact.kind === 'INVOICE') keepInvoice(state, recorded, fact.data);
  const said = { digest: recorded.digest, from: recorded.block.from, fact };
  applyPayable({ ...state.book, amounts: POINTS }, said, {
    invoice: (invoiceId, data) => ({ lines: linesOf(state, invoiceId, data), drawn: data.account }),
    payment: (_, { commitment }) => commitment,
    order: (_, { commitment }) => commitment,
  });
  const dated = { ...said, block: recorded.blockNumber, signedAt: recorded.block.timestamp };
  state.money.set(contractId, [...(state.money.get(contractId) ?? []), dated]);
  follow(state, recorded, fact);
  return true;
}

/** The contract of this biller that the fact is about. */
function contractOf(state: State, { block }: KeptBlock, fact: PayableFact): Hex | undefined {
  if (fact.kind === 'INVOICE' || fact.kind === 'REFUND_ORDER')
    return block.from === state.me ? fact.data.contractId : undefined;
  if (fact.kind === 'REFUND') return state.book.orders.get(fact.data.orderId)?.contractId;
  return state.invoices.get(fact.data.invoiceId)?.data.contractId;
}

function keepInvoice(state: State, recorded: KeptBlock, data: BlockData['INVOICE']): void {
  const invoiceId = invoiceIdOf(state.me, data.contractId, data.period, data.series);
  state.invoices.set(invoiceId, {
    invoiceId,
    subscriber: recorded.block.to,
    data,
    carried: carriedBy(recorded, data),
    recorded: { digest: recorded.digest, block: recorded.blockNumber, signedAt: recorded.block.timestamp },
    rates: state.rates,
    payments: [],
    state: 'issued',
  });
  const { contractId } = data;
  state.invoicesOf.set(contractId, [...(state.invoicesOf.get(contractId) ?? []), invoiceId]);
  for (const line of data.metered) state.billedThrough.set(channelOf(line.meterId, line.obis), line.closeSequence);
}

/** Σ of an own invoice's lines, as the ledger came to it. */
function linesOf(state: State, invoiceId: Hex, data: BlockData['INVOICE']): Point {
  const rates = state.invoices.get(invoiceId)?.rates ?? [];
  const resourceOf = ({ meterId }: MeteredLine): number => state.meters.get(meterId)?.resource ?? 0;
  const rateOf = (line: MeteredLine): bigint => {
    const { zone, openTime: from, closeTime: to } = line;
    return rateOver(rates, { provider: state.me, resource: resourceOf(line), zone, from, to }).rate;
  };
  return linesCommitment(data, rateOf);
}

/** Brings invoices and payments into the states that the book has now. */
function follow(state: State, recorded: KeptBlock, fact: PayableFact): void {
  if (fact.kind === 'REFUND') return;
  if (fact.kind === 'REFUND_ORDER') {
    const { digest: orderId } = recorded;
    const { commitment } = fact.data;
    // The ledger counts from when it recorded the order, which is within the block's life.
    const validUntil = recorded.block.timestamp + BLOCK_LIFE + ORDER_LIFE;
    state.orders.set(orderId, { orderId, validUntil, commitment, carried: carriedBy(recorded, fact.data) });
    return;
  }
  if (fact.kind === 'INVOICE') return;
  const invoice = state.invoices.get(fact.data.invoiceId);
  if (invoice === undefined) return;
  if (fact.kind === 'PAYMENT') {
    const carried = carriedBy(recorded, fact.data);
    const { commitment } = fact.data;
    invoice.payments.push({
      paymentId: recorded.digest,
      commitment,
      carried,
      state: 'recorded',
      receipted: false,
    });
  }
  if (fact.kind === 'VOID')
    for (const { channel, openSequence } of fact.data.ranges.toReversed())
      state.billedThrough.set(channel, openSequence);
  invoice.state = state.book.bills.get(invoice.invoiceId)?.state ?? invoice.state;
  for (const payment of invoice.payments) {
    payment.state = state.book.payments.get(payment.paymentId)?.state ?? payment.state;
    if (fact.kind === 'RECEIPT' && fact.data.paymentId === payment.paymentId) payment.receipted = true;
  }
}
