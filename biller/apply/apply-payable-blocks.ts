import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { channelOf, invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import type { State } from '../state.ts';
import type { KeptBlock } from '../state.ts';

export function applyInvoice(state: State, recorded: KeptBlock, data: BlockData['INVOICE']): boolean {
  if (recorded.block.from !== state.me) return false;
  const invoiceId = invoiceIdOf(state.me, data.contractId, data.period, data.series);
  state.invoices.set(invoiceId, {
    invoiceId,
    subscriber: recorded.block.to,
    data,
    carried: carriedBy(recorded, data),
    rates: state.rates,
    payments: [],
    settled: false,
  });
  for (const line of data.metered) state.billedThrough.set(channelOf(line.meterId, line.obis), line.closeSequence);
  return true;
}

export function applyPayment(state: State, recorded: KeptBlock, data: BlockData['PAYMENT']): boolean {
  if (recorded.block.to !== state.me) return false;
  const { invoiceId, commitment } = data;
  const carried = carriedBy(recorded, data);
  state.invoices.get(invoiceId)?.payments.push({ paymentId: recorded.digest, commitment, carried, receipted: false });
  return true;
}

export function applyReceipt(state: State, recorded: KeptBlock, data: BlockData['RECEIPT']): boolean {
  if (recorded.block.from !== state.me) return false;
  const { invoiceId, paymentId, settles } = data;
  const invoice = state.invoices.get(invoiceId);
  const payment = invoice?.payments.find((one) => one.paymentId === paymentId);
  if (payment) payment.receipted = true;
  if (invoice && settles) invoice.settled = true;
  return true;
}
