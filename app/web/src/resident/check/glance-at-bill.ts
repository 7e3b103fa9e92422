import type { BillState } from '../../../../../core/domain/billing/payables/payable-book.ts';
import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../../core/domain/ledger/kinds.ts';
import type { BillCase } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import type { BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import { openPayments } from '../../../../../core/domain/resident/check/check-receipts.ts';
import { openContent } from '../../../../../core/domain/resident/check/open-content.ts';
import { CHECK_NAMES, type Check } from '../../../../../core/domain/resident/check/run-check.ts';
import { same, type Recorded } from '../../../../../core/domain/resident/recorded.ts';

/** `state`: what the portal says became of the bill. */
export type Glance = Pick<BillCase, 'network' | 'account'> & {
  state: BillState;
  evidence: Pick<BillCase['evidence'], 'invoice' | 'issuer' | 'payments' | 'acts'>;
};

/** What every line says of a bill that was only opened: it is being checked. */
export const UNCHECKED: readonly Check[] = CHECK_NAMES.map((name) => ({
  name,
  state: 'waiting',
  code: 'EARLIER_CHECK',
}));

/** A bill before anything of it is opened. */
export function unopened(state: BillState): BillReport {
  return {
    checks: [...UNCHECKED],
    content: undefined,
    opened: undefined,
    readings: undefined,
    lineRates: undefined,
    payments: [],
    outstanding: state === 'issued' ? undefined : 0n,
    state,
    settled: state === 'settled',
  };
}

/** What a bill says, and what the portal says of it: every line of it waits for its check. */
export async function glanceAtBill({ network, account, state, evidence }: Glance): Promise<BillReport> {
  const closed = unopened(state);
  const { invoice, issuer, payments, acts } = evidence;
  const content = await opened(() =>
    openContent(caseOf({ network, account }, { invoice, issuer }), decodeData('INVOICE', invoice.signed.data)),
  );
  if (content === undefined) return closed;
  const { ledger } = invoice.signed;
  const { invoiceId } = content;
  const paid = await opened(() => openPayments({ network, account, ledger, invoiceId, payments }));
  const ended = (await opened(() => acts.flatMap(endedPayment))) ?? [];
  const standing = (paid ?? []).filter(({ paymentId }) => !ended.some((one) => same(one, paymentId)));
  const rest = standing.reduce((sum, { amount }) => sum - amount, BigInt(content.total));
  return {
    ...closed,
    content,
    payments: standing.map((payment) => ({ ...payment, state: 'recorded', answerBy: 0n, reason: undefined })),
    outstanding: state !== 'issued' ? 0n : paid === undefined ? undefined : rest,
  };
}

function caseOf(
  { network, account }: Pick<BillCase, 'network' | 'account'>,
  { invoice, issuer }: Pick<BillCase['evidence'], 'invoice' | 'issuer'>,
): BillCase {
  const none = { meters: [], rates: [], frames: [], batches: [], periodKeyEnvelopes: [] };
  const evidence = {
    ...none,
    invoice,
    issuer,
    terms: undefined,
    proof: undefined,
    payments: [],
    receipts: [],
    acts: [],
  };
  return { network, account, policy: { required: 0, witnesses: [] }, now: 0n, evidence };
}

/** Which payment an act undoes, if it undoes one. */
function endedPayment({ signed: { block, data } }: Recorded): Hex[] {
  if (block.kind === KIND.PAYMENT_REFUSED) return [decodeData('PAYMENT_REFUSED', data).paymentId];
  return block.kind === KIND.PAYMENT_REVERSED ? [decodeData('PAYMENT_REVERSED', data).paymentId] : [];
}

/** What stays closed is told by the checks. */
async function opened<T>(open: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Whether a bill was withdrawn, by what is shown of it: the one after it goes on from the one before it. */
export function isWithdrawn(acts: readonly Recorded[]): boolean {
  return acts.some(({ signed }) => signed.block.kind === KIND.VOID);
}
