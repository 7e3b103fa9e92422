import type { Work } from '../../../core/runtime/start/illnesses.ts';
import type { Store } from '../database/store.ts';

/** Longest that money may be at the bank and not on a ledger. */
const AT_MOST_SECONDS = 15 * 60;

/** Orders that were paid, and that no ledger shows yet: those who have not paid are in no hurry. */
export async function paidOrders({ portal }: Store): Promise<Work> {
  const row = await portal
    .selectFrom('payment_orders')
    .select(({ fn }) => fn.min('paid_at').as('paidAt'))
    .where('state', '=', 'settled')
    .executeTakeFirst();
  const paidAt = row?.paidAt ?? undefined;
  return {
    code: 'ORDER_LATE',
    what: 'A payment that the bank has taken is not on its ledger',
    waitsSeconds: paidAt === undefined ? undefined : Math.floor(Date.now() / 1000) - Number(paidAt),
    atMostSeconds: AT_MOST_SECONDS,
  };
}
