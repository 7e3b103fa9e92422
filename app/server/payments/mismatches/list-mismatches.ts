import type { Work } from '../../../../core/runtime/start/illnesses.ts';
import type { MismatchKind } from '../../database/portal-tables.ts';
import type { PaymentTools } from '../advance-payments.ts';

/** Money that the bank has and that is not what an order asked for. `amount` in whole minor units of the currency; times in unix seconds. */
export type Mismatch = {
  paymentId: string;
  orderId: string;
  kind: MismatchKind;
  amount: string;
  currency: string;
  paidAt: string;
  since: string;
  /** returning: the bank is told to give it back. */
  state: 'open' | 'returning' | 'returned' | 'counted';
  /** Why the bank did not give it back. */
  failure: string | null;
};

/** How long it may wait for whoever runs the portal. */
const AT_MOST_SECONDS = 86_400;

const OPEN = ['open', 'returning', 'asked'] as const;

/** Those that nobody has decided, or the bank has not given back; the oldest first. */
export function openMismatches({ store }: Pick<PaymentTools, 'store'>): Promise<Mismatch[]> {
  return read(store, (query) => query.where('state', 'in', [...OPEN]));
}

/** All of these orders, ended ones too. */
export async function mismatchesOf(store: PaymentTools['store'], orderIds: readonly string[]): Promise<Mismatch[]> {
  return orderIds.length === 0 ? [] : read(store, (query) => query.where('order_id', 'in', [...orderIds]));
}

/** Mismatches as work that waits for somebody: nobody else ends them. */
export async function mismatchWork(tools: Pick<PaymentTools, 'store' | 'nowSeconds'>): Promise<Work> {
  const [oldest] = await openMismatches(tools);
  return {
    what: 'The bank has money that is not what was ordered (domledger portal payments list)',
    waitsSeconds: oldest === undefined ? undefined : tools.nowSeconds() - Number(oldest.since),
    atMostSeconds: AT_MOST_SECONDS,
  };
}

function query({ portal }: PaymentTools['store']) {
  return portal.selectFrom('mismatches').selectAll();
}

async function read(
  store: PaymentTools['store'],
  which: (all: ReturnType<typeof query>) => ReturnType<typeof query>,
): Promise<Mismatch[]> {
  const rows = await which(query(store)).orderBy('found_at').orderBy('payment_id').execute();
  return rows.map((row) => ({
    paymentId: row.payment_id,
    orderId: row.order_id,
    kind: row.kind,
    amount: row.amount,
    currency: row.currency,
    paidAt: row.paid_at,
    since: row.found_at,
    state: row.state === 'asked' ? 'returning' : row.state,
    failure: row.failure,
  }));
}
