import { InputError, TransientError } from '../../../../core/domain/bytes/errors.ts';
import type { Work } from '../../../../core/runtime/start/illnesses.ts';
import type { PaymentTools } from '../advance-payments.ts';
import type { Reconciliation } from './books.ts';
import { reconcile, usualDays } from './reconcile.ts';

/** The reconciliation that the portal does by itself. */
export type Daily = {
  /** Does it where it is due; one that fails is tried again within the hour. */
  run(): Promise<void>;
  readonly last: Reconciliation | undefined;
  /** What does not add up, by the age of the oldest; and that nothing was compared. */
  work(): Work[];
};

const DAY = 86_400;
const AGAIN = 3_600;

export function createDaily(tools: PaymentTools): Daily {
  const startedAt = tools.nowSeconds();
  let [due, doneAt] = [startedAt, startedAt];
  let last: Reconciliation | undefined;
  return {
    async run() {
      const now = tools.nowSeconds();
      if (now < due) return;
      due = now + AGAIN;
      try {
        last = await reconcile(tools, usualDays(tools));
      } catch (error) {
        if (!(error instanceof TransientError) && !(error instanceof InputError)) throw error;
        tools.log.warn({ code: error.code }, 'the books cannot be compared');
        return;
      }
      doneAt = now;
      // What does not add up is looked at again soon: it may have been mended.
      due = now + (last.differences.length === 0 ? DAY : AGAIN);
      for (const { code, orderId } of last.differences.filter(({ isLate }) => isLate))
        tools.log.error({ orderId, code }, 'bank, orders, ledger and receipts do not add up');
    },
    get last() {
      return last;
    },
    work() {
      const now = tools.nowSeconds();
      const late = last?.differences.filter(({ isLate }) => isLate) ?? [];
      const oldest = late.map(({ since }) => Number(since)).toSorted((a, b) => a - b)[0];
      return [
        {
          what: 'Bank, orders, ledger and receipts do not add up (domledger reconcile)',
          waitsSeconds: oldest === undefined ? undefined : now - oldest,
          atMostSeconds: DAY,
        },
        {
          what: 'Bank, orders, ledger and receipts were not compared',
          waitsSeconds: now - doneAt,
          atMostSeconds: 2 * DAY,
        },
      ];
    },
  };
}
