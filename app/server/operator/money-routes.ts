import { z } from 'zod';
import { publicRoute, type Route } from '../http/define-route.ts';
import type { PaymentTools } from '../payments/advance-payments.ts';
import { decideMismatch } from '../payments/mismatches/decide-mismatch.ts';
import { openMismatches } from '../payments/mismatches/list-mismatches.ts';
import type { Reconciliation } from '../payments/reconcile/books.ts';
import { reconcile, usualDays } from '../payments/reconcile/reconcile.ts';
import { mismatchesAnswer, reconciliationAnswer } from './operator-answers.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Money that does not fit: what the portal's operator sees and decides of it. */
export function moneyRoutes(tools: PaymentTools): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/operator/mismatches',
      summary: 'Money at the bank that is not what was ordered, and is not back yet; the oldest first.',
      answer: mismatchesAnswer,
      handle: async () => ({ body: { mismatches: await openMismatches(tools) } }),
    }),
    publicRoute({
      method: 'post',
      path: '/operator/mismatches/:paymentId',
      summary: 'Give it back, count it as the order’s payment, or close it by the bank’s reference.',
      params: z.strictObject({ paymentId: z.string().min(1).max(100) }),
      body: z.discriminatedUnion('decision', [
        z.strictObject({ decision: z.enum(['return', 'count']) }),
        z.strictObject({ decision: z.literal('close'), reference: z.string().min(1).max(100) }),
      ]),
      async handle({ params, body }) {
        await decideMismatch(tools, { ...params, ...body });
        return {};
      },
    }),
    publicRoute({
      method: 'get',
      path: '/operator/reconciliation',
      summary: 'Bank = orders = ledger = receipts, for what was paid on these local dates; without them, of 35 days.',
      query: z.strictObject({ from: day.optional(), to: day.optional() }),
      answer: reconciliationAnswer,
      async handle({ query }) {
        const usual = usualDays(tools);
        const { from = usual.from, to = usual.to } = query;
        return { body: inWords(await reconcile(tools, { from, to })) };
      },
    }),
  ];
}

function inWords({ sums, differences, ...rest }: Reconciliation): z.input<typeof reconciliationAnswer> {
  const { bank, orders, ledger, receipts, refundsAtBank, refundsHere } = sums;
  return {
    ...rest,
    sums: {
      ...{ bank: String(bank), orders: String(orders), ledger: String(ledger), receipts: String(receipts) },
      ...{ refundsAtBank: String(refundsAtBank), refundsHere: String(refundsHere) },
    },
    differences: differences.map(({ amount, since, ageSeconds, ...one }) => ({
      ...{ ...one, amount: amount === null ? null : String(amount) },
      ...{ since: String(since), ageSeconds: String(ageSeconds) },
    })),
  };
}
