import type { PayableFact } from '../../core/domain/billing/payables/apply-payable.ts';
import type {
  ContractBill,
  ContractMoney,
  ContractPayment,
  ContractRefund,
  Move,
} from '../../core/domain/billing/payables/contract-account.ts';
import type { BillState, PaymentState } from '../../core/domain/billing/payables/payable-book.ts';
import { wholeLines } from '../../core/domain/billing/payables/whole-lines.ts';
import { localDate } from '../../core/domain/billing/period.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { readable } from '../decide/open-money.ts';
import type { DatedPayable } from '../state.ts';

type Moving<T, State> = T & { moves: Move<State>[] };
type Collected = {
  bills: Map<Hex, Moving<ContractBill, BillState>>;
  payments: Map<Hex, Moving<ContractPayment, PaymentState>>;
  refunds: Map<Hex, ContractRefund>;
};
type Looking = Pick<DecisionContext, 'state' | 'decryptor' | 'network'>;
type Said = { digest: Hex; from: Hex; on: string };
type FactWith<K extends PayableFact['kind']> = Extract<PayableFact, { kind: K }>['data'];

/**
 * Facts about a contract's money, opened, each on the local day on which it was signed.
 * @throws InputError where an own bill does not fit the ledger
 */
export async function collectMoney(context: Looking, facts: readonly DatedPayable[]): Promise<ContractMoney> {
  const found: Collected = { bills: new Map(), payments: new Map(), refunds: new Map() };
  for (const { digest, from, fact, signedAt } of facts)
    await collect(context, found, fact, { digest, from, on: localDate(signedAt, context.network.timeZone) });
  const { bills, payments, refunds } = found;
  return { bills: [...bills.values()], payments: [...payments.values()], refunds: [...refunds.values()] };
}

async function collect(context: Looking, found: Collected, fact: PayableFact, said: Said): Promise<void> {
  const { on, digest } = said;
  switch (fact.kind) {
    case 'INVOICE':
      return addBill(context, found, fact.data, said);
    case 'PAYMENT':
      return addPayment(context, found, fact.data, said);
    case 'RECEIPT': {
      const { paymentId, invoiceId, settles } = fact.data;
      if (paymentId !== ZERO_32) movePayment(found, paymentId, 'taken', on);
      if (settles) moveBill(found, invoiceId, 'settled', on);
      return;
    }
    case 'PAYMENT_REFUSED':
      return movePayment(found, fact.data.paymentId, 'refused', on);
    case 'PAYMENT_DEEMED':
      return movePayment(found, fact.data.paymentId, 'deemed', on);
    case 'PAYMENT_REVERSED':
      return movePayment(found, fact.data.paymentId, 'reversed', on);
    case 'CARRY':
      return moveBill(found, fact.data.invoiceId, 'carried', on);
    case 'VOID':
      return moveBill(found, fact.data.invoiceId, 'void', on);
    case 'REFUND_ORDER': {
      const order = context.state.orders.get(digest);
      const amount = order && (await readable(() => context.decryptor.order(order)))?.amount;
      found.refunds.set(digest, { id: digest, orderedOn: on, paidOn: undefined, amount });
      return;
    }
    case 'REFUND': {
      const { orderId, paidAt } = fact.data;
      const order = found.refunds.get(orderId);
      const paidOn = localDate(paidAt, context.network.timeZone);
      if (order !== undefined) found.refunds.set(orderId, { ...order, paidOn });
      return;
    }
    default:
      return fact satisfies never;
  }
}

async function addBill(
  { state, decryptor, network }: Looking,
  { bills }: Collected,
  { contractId, period, series, dueDate, replaces }: FactWith<'INVOICE'>,
  { from, on }: Said,
): Promise<void> {
  const id = invoiceIdOf(from, contractId, period, series);
  const invoice = state.invoices.get(id);
  if (invoice === undefined) throw new InputError('BILL_UNKNOWN', `This biller has no invoice ${id}.`);
  const { content } = await decryptor.invoice(invoice);
  bills.set(id, {
    ...{ id, name: `${period}-${series}`, issuedOn: on, dueOn: localDate(dueDate, network.timeZone) },
    ...{ lines: wholeLines(content), moves: [{ to: 'issued', on }], replaces: bills.get(replaces)?.name },
  });
}

async function addPayment(
  { state, decryptor, network }: Looking,
  { bills, payments }: Collected,
  { invoiceId, paidAt }: FactWith<'PAYMENT'>,
  { digest, on }: Said,
): Promise<void> {
  const payment = state.invoices.get(invoiceId)?.payments.find(({ paymentId }) => paymentId === digest);
  const amount = payment && (await readable(() => decryptor.payment(payment)))?.amount;
  payments.set(digest, {
    ...{ id: digest, bill: bills.get(invoiceId)?.name ?? '', paidOn: localDate(paidAt, network.timeZone), amount },
    moves: [{ to: 'recorded', on }],
  });
}

function moveBill({ bills }: Collected, id: Hex, to: BillState, on: string): void {
  bills.get(id)?.moves.push({ to, on });
}

function movePayment({ payments }: Collected, id: Hex, to: PaymentState, on: string): void {
  payments.get(id)?.moves.push({ to, on });
}
