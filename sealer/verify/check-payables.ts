import { applyPayable, type PayableFact } from '../../core/domain/billing/payables/apply-payable.ts';
import { accountOf, emptyBook, type PayableBook } from '../../core/domain/billing/payables/payable-book.ts';
import { paymentStatement, refundStatement } from '../../core/domain/billing/payables/payment-statement.ts';
import { workingDaysEnd } from '../../core/domain/billing/payables/working-days.ts';
import {
  addPoints,
  commit,
  equalPoints,
  INFINITY,
  isOnCurve,
  subtractPoints,
  type Point,
} from '../../core/domain/crypto/commitment.ts';
import { isOpeningProved } from '../../core/domain/crypto/opening-proof.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { DAYS_TO_ANSWER } from '../../core/domain/limits.ts';
import type { Held } from './check-outstanding.ts';

/** A recorded fact about money: in which ledger, by whom, in which block of which time. `lines`: of an invoice, their sum. */
export type SaidPayable = { ledger: Hex; digest: Hex; from: Hex; time: bigint; fact: PayableFact; lines?: Point };

/**
 * What happens to invoices once they are issued, and to the accounts of contracts, done again from the recorded blocks alone: what is owed, who knew what he paid,
 * and that nobody was pressed before his time.
 */
export type PayableChecker = {
  /**
   * @returns what is owed where it moved
   * @throws InputError BILL_ACCOUNT, BILL_SETTLEMENT, BILL_LINES, PAYMENT_UNPROVED, PAYMENT_NOT_OVERDUE, POINT_INVALID, and those of `applyPayable`
   */
  take(said: SaidPayable): Held[];
};

export function createPayableChecker(networkHash: Hex): PayableChecker {
  const books = new Map<Hex, PayableBook<Point>>();
  const answerBy = new Map<Hex, bigint>();

  const bookOf = (ledger: Hex): PayableBook<Point> => {
    const book = books.get(ledger) ?? emptyBook({ zero: INFINITY, add: addPoints, subtract: subtractPoints });
    books.set(ledger, book);
    return book;
  };
  const check = (book: PayableBook<Point>, { ledger, time, fact }: SaidPayable): void => {
    switch (fact.kind) {
      case 'INVOICE': {
        const { account, contractId } = fact.data;
        if (!equalPoints(account, INFINITY) && !equalPoints(onCurve(account), accountOf(book, contractId)))
          throw new InputError('BILL_ACCOUNT', `A bill of ${contractId} takes over what its account does not hold.`);
        return;
      }
      case 'PAYMENT':
        onCurve(fact.data.commitment);
        return proved(fact.data.commitment, paymentStatement({ networkHash, ledger }, fact.data), fact.data.proof);
      case 'REFUND_ORDER':
        onCurve(fact.data.commitment);
        return;
      case 'REFUND': {
        const order = book.orders.get(fact.data.orderId);
        if (order !== undefined)
          proved(order.amount, refundStatement({ networkHash, ledger }, fact.data), fact.data.proof);
        return;
      }
      case 'PAYMENT_DEEMED': {
        const { paymentId } = fact.data;
        if (time < (answerBy.get(paymentId) ?? 0n))
          throw new InputError(
            'PAYMENT_NOT_OVERDUE',
            `Payment ${paymentId} is deemed taken before its answer was due.`,
          );
        return;
      }
      case 'VOID': {
        const lines = book.bills.get(fact.data.invoiceId)?.lines;
        if (lines !== undefined && !equalPoints(lines, fact.data.lines))
          throw new InputError(
            'BILL_LINES',
            `Invoice ${fact.data.invoiceId} is withdrawn with other lines than its own.`,
          );
        return;
      }
      case 'RECEIPT':
      case 'PAYMENT_REFUSED':
      case 'PAYMENT_REVERSED':
      case 'CARRY':
        return;
      default:
        return fact satisfies never;
    }
  };

  return {
    take(said) {
      const { ledger, digest, from, fact, time } = said;
      const book = bookOf(ledger);
      check(book, said);
      const order = fact.kind === 'REFUND' ? book.orders.get(fact.data.orderId) : undefined;
      applyPayable(
        book,
        { digest, from, fact },
        {
          invoice: (_, data) => ({ lines: said.lines ?? INFINITY, drawn: data.account }),
          payment: (_, { commitment }) => commitment,
          order: (_, { commitment }) => commitment,
        },
      );
      if (fact.kind === 'PAYMENT') answerBy.set(digest, workingDaysEnd(time, DAYS_TO_ANSWER));
      if (fact.kind === 'RECEIPT' && fact.data.settles) checkSettled(book, fact.data);
      return heldAfter(book, said, order?.contractId);
    },
  };
}

/** All that a fact may have moved: its invoice, and the account of the contract. */
function heldAfter(book: PayableBook<Point>, { from, fact }: SaidPayable, refunded: Hex | undefined): Held[] {
  const invoiceId =
    fact.kind === 'INVOICE'
      ? invoiceIdOf(from, fact.data.contractId, fact.data.period, fact.data.series)
      : 'invoiceId' in fact.data
        ? fact.data.invoiceId
        : undefined;
  const bill = invoiceId === undefined ? undefined : book.bills.get(invoiceId);
  const contractId = bill?.contractId ?? refunded;
  return [
    ...(invoiceId === undefined || bill === undefined
      ? []
      : [{ of: 'invoice' as const, id: invoiceId, point: bill.outstanding }]),
    ...(contractId === undefined
      ? []
      : [{ of: 'account' as const, id: contractId, point: accountOf(book, contractId) }]),
  ];
}

function checkSettled(book: PayableBook<Point>, { invoiceId, opening }: BlockData['RECEIPT']): void {
  const rest = book.bills.get(invoiceId)?.outstanding ?? INFINITY;
  if (!equalPoints(rest, commit(0n, opening)))
    throw new InputError('BILL_SETTLEMENT', `Invoice ${invoiceId} is called settled, but is not opened to zero.`);
}

function proved(commitment: Point, statement: Uint8Array, proof: BlockData['PAYMENT']['proof']): void {
  if (!isOpeningProved(statement, commitment, proof))
    throw new InputError('PAYMENT_UNPROVED', 'Who recorded a payment does not prove to know what it opens to.');
}

/** Without this a ledger that lets any pair of numbers pass would end the verifier instead of being accused. */
export function onCurve(point: Point): Point {
  if (!isOnCurve(point)) throw new InputError('POINT_INVALID', `(${point.x}, ${point.y}) is no commitment.`);
  return point;
}
