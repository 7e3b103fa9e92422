import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { channelOf, invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import type { State } from '../state.ts';
import type { Fact } from '../state.ts';

export function applyInvoice(state: State, fact: Fact): boolean {
  if (fact.block.from !== state.me) return false;
  const data = decodeData('INVOICE', fact.data);
  const invoiceId = invoiceIdOf(state.me, data.contractId, data.period, data.series);
  state.invoices.set(invoiceId, { invoiceId, subscriber: fact.block.to, data, payments: [], settled: false });
  for (const line of data.metered) state.billedThrough.set(channelOf(line.meterId, line.obis), line.closeSequence);
  return true;
}

export function applyPayment(state: State, fact: Fact): boolean {
  if (fact.block.to !== state.me) return false;
  const { invoiceId, commitment, envelope } = decodeData('PAYMENT', fact.data);
  state.invoices.get(invoiceId)?.payments.push({ paymentId: fact.digest, commitment, envelope, receipted: false });
  return true;
}

export function applyReceipt(state: State, fact: Fact): boolean {
  if (fact.block.from !== state.me) return false;
  const { invoiceId, paymentId, settles } = decodeData('RECEIPT', fact.data);
  const invoice = state.invoices.get(invoiceId);
  const payment = invoice?.payments.find((one) => one.paymentId === paymentId);
  if (payment) payment.receipted = true;
  if (invoice && settles) invoice.settled = true;
  return true;
}
