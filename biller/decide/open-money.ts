import { applyPayable, type AmountsOf } from '../../core/domain/billing/payables/apply-payable.ts';
import {
  accountOf,
  emptyBook,
  type Amounts,
  type PayableBook,
} from '../../core/domain/billing/payables/payable-book.ts';
import { equalPoints, INFINITY, mod, opens } from '../../core/domain/crypto/commitment.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import { UnreadableContent } from '../../core/domain/sealed/sealed-content.ts';
import type { Invoice } from '../state.ts';
import type { DecisionContext } from './decision-context.ts';

/** What a commitment opens to. */
export type Opened = { value: bigint; blinding: bigint };

const OPENED: Amounts<Opened> = {
  zero: { value: 0n, blinding: 0n },
  add: (a, b) => ({ value: a.value + b.value, blinding: mod(a.blinding + b.blinding) }),
  subtract: (a, b) => ({ value: a.value - b.value, blinding: mod(a.blinding - b.blinding) }),
};

/**
 * What a contract's bills, payments and account come to, by this biller's own openings. Of what does not open nothing is known: what it went into is
 * found not to open then, by `openedOf` and `openedAccount`.
 * @throws InputError where an own bill does not fit the ledger
 */
export async function openMoney(
  { state, decryptor }: Pick<DecisionContext, 'state' | 'decryptor'>,
  contractId: Hex,
): Promise<PayableBook<Opened>> {
  const facts = state.money.get(contractId) ?? [];
  const known = new Map<Hex, Opened>();
  const drawn = new Map<Hex, Opened>();
  for (const { digest, from, fact } of facts) {
    if (fact.kind === 'INVOICE') {
      const { period, series } = fact.data;
      const invoice = state.invoices.get(invoiceIdOf(from, contractId, period, series));
      if (invoice === undefined) continue;
      const { content, total, totalBlinding } = await decryptor.invoice(invoice);
      const account = { value: BigInt(content.account.amount), blinding: BigInt(content.account.blinding) };
      drawn.set(invoice.invoiceId, account);
      known.set(invoice.invoiceId, OPENED.subtract({ value: total, blinding: totalBlinding }, account));
    }
    if (fact.kind === 'PAYMENT') {
      const payment = state.invoices.get(fact.data.invoiceId)?.payments.find(({ paymentId }) => paymentId === digest);
      const content = payment && (await readable(() => decryptor.payment(payment)));
      if (content) known.set(digest, { value: content.amount, blinding: content.blinding });
    }
    if (fact.kind === 'REFUND_ORDER') {
      const order = state.orders.get(digest);
      const content = order && (await readable(() => decryptor.order(order)));
      if (content) known.set(digest, { value: content.amount, blinding: content.blinding });
    }
  }
  const of = (id: Hex): Opened => known.get(id) ?? OPENED.zero;
  const amounts: AmountsOf<Opened> = {
    invoice: (invoiceId) => ({ lines: of(invoiceId), drawn: drawn.get(invoiceId) ?? OPENED.zero }),
    payment: of,
    order: of,
  };
  const book = emptyBook(OPENED);
  for (const fact of facts) applyPayable(book, fact, amounts);
  return book;
}

/** What is outstanding of an invoice; undefined where it is not known. */
export function openedOf({ state }: DecisionContext, book: PayableBook<Opened>, invoice: Invoice): Opened | undefined {
  const point = state.book.bills.get(invoice.invoiceId)?.outstanding;
  const opened = book.bills.get(invoice.invoiceId)?.outstanding;
  if (point === undefined || opened === undefined) return undefined;
  return opens(point, opened.value, opened.blinding) ? opened : undefined;
}

/** What the account of a contract holds; undefined where that is nothing, or not known. */
export function openedAccount(
  { state }: DecisionContext,
  book: PayableBook<Opened>,
  contractId: Hex,
): Opened | undefined {
  const point = state.book.accounts.get(contractId) ?? INFINITY;
  const opened = accountOf(book, contractId);
  if (equalPoints(point, INFINITY) || opened.value === 0n) return undefined;
  return opens(point, opened.value, opened.blinding) ? opened : undefined;
}

/** What `read` gives; undefined where others sealed it and it cannot be read. */
export async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableContent) return undefined;
    throw error;
  }
}
