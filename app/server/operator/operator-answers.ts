import { z } from 'zod';
import { ANSWER_WORDS } from '../../../core/domain/letters/answer-word.ts';
import { MISMATCH_KINDS } from '../database/portal-tables.ts';
import { DIFFERENCES } from '../payments/reconcile/books.ts';

const waiting = { actHash: z.string(), digest: z.string(), until: z.string() };

/** Letters to the portal with their texts; dates are local. */
export const lettersAnswer = z.strictObject({
  letters: z.array(
    z.strictObject({
      ...{ letter: z.int(), id: z.string(), account: z.string(), flat: z.string(), category: z.string() },
      ...{ received: z.string(), status: z.enum(ANSWER_WORDS), due: z.string() },
      ...{ overdue: z.boolean(), open: z.boolean(), text: z.string().nullable() },
      answers: z.array(z.strictObject({ at: z.string(), status: z.enum(ANSWER_WORDS), text: z.string().nullable() })),
    }),
  ),
});

/** What the operator's port answers, for the routes and for the commands that ask them. */
export const said = z.strictObject({ digest: z.string() });

/** A refund as the bank was told it: the order, and of its second and later parts a number. */
export const REFUND_NAME = /^0x[0-9a-f]{64}(-\d{1,6})?$/;

const digits = z.string().regex(/^\d{1,30}$/);

/** Refunds about which bank and portal disagree; amounts in 10⁻¹² of the unit, times in unix seconds. */
export const disputesAnswer = z.strictObject({
  disputes: z.array(
    z.strictObject({
      refundId: z.string(),
      orderId: z.string(),
      paymentId: z.string(),
      amount: digits,
      bankRefundId: z.string().nullable(),
      failure: z.string(),
      bankSays: z.string().nullable(),
      since: digits,
    }),
  ),
});
export const decidedAnswer = z.strictObject({
  part: z.enum(['settled', 'refused']),
  order: z.enum(['initiated', 'settled', 'recorded', 'failed']),
});

/** Money at the bank that is not what was ordered; amounts in whole minor units, times in unix seconds. */
export const mismatchesAnswer = z.strictObject({
  mismatches: z.array(
    z.strictObject({
      paymentId: z.string(),
      orderId: z.string(),
      kind: z.enum(MISMATCH_KINDS),
      amount: digits,
      currency: z.string(),
      paidAt: digits,
      since: digits,
      state: z.enum(['open', 'returning', 'returned', 'counted']),
      failure: z.string().nullable(),
    }),
  ),
});

const minor = z.string().regex(/^-?\d{1,30}$/);
/** Whether bank, orders, ledger and receipts have the same; in whole minor units, ages in seconds. */
export const reconciliationAnswer = z.strictObject({
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  sums: z.strictObject({
    ...{ bank: minor, orders: minor, ledger: minor, receipts: minor, refundsAtBank: minor, refundsHere: minor },
  }),
  differences: z.array(
    z.strictObject({
      code: z.enum(DIFFERENCES),
      orderId: z.string().nullable(),
      paymentId: z.string().nullable(),
      amount: digits.nullable(),
      currency: z.string(),
      since: digits,
      ageSeconds: digits,
      isLate: z.boolean(),
    }),
  ),
  addsUp: z.boolean(),
});

export const compared = z.strictObject({
  equal: z.boolean(),
  live: z.string(),
  rebuilt: z.string(),
  rows: z.record(z.string(), z.number()),
});

export const openActsAnswer = z.strictObject({
  acts: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        ...waiting,
        kind: z.enum(['METER_TRANSFER', 'METER_REGISTER']),
        meterId: z.string(),
        formerOwner: z.string().nullable(),
        owner: z.string(),
        provider: z.string().nullable(),
        estimated: z.boolean().nullable(),
      }),
      z.strictObject({ ...waiting, kind: z.literal('REKEY'), account: z.string(), key: z.string() }),
      z.strictObject({
        ...waiting,
        kind: z.enum(['WITNESS_ENTER', 'WITNESS_REMOVE']),
        witness: z.string(),
        owner: z.string().nullable(),
      }),
      z.strictObject({
        ...waiting,
        kind: z.literal('HOUSE'),
        houseId: z.string(),
        from: z.number(),
        flats: z.array(z.string()).readonly(),
      }),
    ]),
  ),
});
