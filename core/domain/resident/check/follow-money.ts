import { applyPayable, type AmountsOf, type PayableFact } from '../../billing/payables/apply-payable.ts';
import { emptyBook, type Bill, type PaymentState } from '../../billing/payables/payable-book.ts';
import { workingDaysEnd } from '../../billing/payables/working-days.ts';
import { addPoints, commit, equalPoints, INFINITY, subtractPoints } from '../../crypto/commitment.ts';
import type { Point } from '../../crypto/commitment.ts';
import { InputError } from '../../bytes/errors.ts';
import type { Hex } from '../../bytes/hex.ts';
import { readFact } from '../../ledger/read-fact.ts';
import { DAYS_TO_ANSWER } from '../../limits.ts';
import { readRecorded, same } from '../recorded.ts';
import type { Recorded } from '../recorded.ts';
import { present } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';
import type { CheckedFigures } from './check-figures.ts';

/** What became of a payment. `answerBy`: until when its issuer may answer, unix seconds, counted from the portal's signature. */
export type PaymentFate = { paymentId: Hex; state: PaymentState; answerBy: bigint; reason: number | undefined };

/** What a bill and all that is shown of it come to, and what became of it and of its payments. */
export type FollowedMoney = { bill: Bill<Point>; fates: PaymentFate[] };

/**
 * Follows a bill through the blocks that are shown, in the order in which its ledger counted them: each signed by whom it is for, each about this bill. Which are
 * left out, or shown in another order, tells what the ledger holds as outstanding.
 * @throws InputError EARLIER_CHECK, ACT_OTHER, RECEIPT_NOT_SETTLED, and those of `readRecorded` and `applyPayable`
 */
export function followMoney(
  bill: BillCase,
  { invoiceId, figures }: { invoiceId: Hex; figures: CheckedFigures | undefined },
): FollowedMoney {
  const { evidence } = bill;
  const { totalPoint } = present(figures, 'EARLIER_CHECK', "The bill's arithmetic was not accepted.");
  const book = emptyBook<Point>({ zero: INFINITY, add: addPoints, subtract: subtractPoints });
  const amounts: AmountsOf<Point> = {
    invoice: (_, { account }) => ({ lines: subtractPoints(totalPoint, account), drawn: account }),
    payment: (_, { commitment }) => commitment,
    order: (_, { commitment }) => commitment,
  };
  const fates = new Map<Hex, PaymentFate>();
  const shown = [evidence.invoice, ...evidence.payments, ...evidence.receipts, ...evidence.acts];
  for (const recorded of shown.toSorted((a, b) => Number(a.position - b.position))) {
    const fact = readOf(bill, recorded);
    if (fact.kind !== 'INVOICE' && !('invoiceId' in fact.data && same(fact.data.invoiceId, invoiceId)))
      throw new InputError('ACT_OTHER', 'What is shown with this bill was said of another one.');
    const { from, timestamp } = recorded.signed.block;
    applyPayable(book, { digest: recorded.digest, from, fact }, amounts);
    if (fact.kind === 'PAYMENT') {
      const answerBy = workingDaysEnd(timestamp, DAYS_TO_ANSWER);
      fates.set(recorded.digest, { paymentId: recorded.digest, state: 'recorded', answerBy, reason: undefined });
    }
    if (fact.kind === 'PAYMENT_REFUSED' || fact.kind === 'PAYMENT_REVERSED') {
      const fate = fates.get(fact.data.paymentId);
      if (fate !== undefined) fate.reason = fact.data.reason;
    }
    if (fact.kind === 'RECEIPT' && fact.data.settles) checkSettled(book.bills.get(invoiceId), fact.data.opening);
  }
  const followed = present(book.bills.get(invoiceId), 'EARLIER_CHECK', 'The bill was not opened.');
  const settledFates = [...fates.values()].map((fate) => ({
    ...fate,
    state: book.payments.get(fate.paymentId)?.state ?? fate.state,
  }));
  return { bill: followed, fates: settledFates };
}

/** A block about money by whom it is for to say; that somebody is not answered in time, anybody may. */
function readOf({ network, evidence }: BillCase, recorded: Recorded): PayableFact {
  const { kind, data } = readFact({ kind: recorded.signed.block.kind, data: recorded.signed.data });
  const { ledger } = evidence.invoice.signed;
  const by = { network, recorded, ledgers: [ledger] };
  const { portal } = network;
  const { issuer } = evidence;
  switch (kind) {
    case 'INVOICE':
      return { kind, data: readRecorded({ ...by, kind, from: issuer }) };
    case 'PAYMENT':
      return { kind, data: readRecorded({ ...by, kind, from: portal }) };
    case 'RECEIPT':
      return { kind, data: readRecorded({ ...by, kind, from: issuer }) };
    case 'PAYMENT_REFUSED':
      return { kind, data: readRecorded({ ...by, kind, from: issuer }) };
    case 'PAYMENT_DEEMED':
      return { kind, data: readRecorded({ ...by, kind, from: recorded.signed.block.from }) };
    case 'PAYMENT_REVERSED':
      return { kind, data: readRecorded({ ...by, kind, from: portal }) };
    case 'CARRY':
      return { kind, data: readRecorded({ ...by, kind, from: issuer }) };
    case 'VOID':
      return { kind, data: readRecorded({ ...by, kind, from: issuer }) };
    default:
      void data;
      throw new InputError('ACT_OTHER', `A ${kind} is shown with this bill, which says nothing of it.`);
  }
}

function checkSettled(bill: Bill<Point> | undefined, opening: bigint): void {
  if (bill !== undefined && equalPoints(bill.outstanding, commit(0n, opening))) return;
  throw new InputError(
    'RECEIPT_NOT_SETTLED',
    'The receipt says that the bill is paid, but the ledger still holds an amount.',
  );
}
