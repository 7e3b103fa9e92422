import type { Log } from '../../../../core/runtime/log.ts';
import type { Store } from '../../database/store.ts';
import type { MismatchKind } from '../../database/portal-tables.ts';
import type { BankOrder } from '../payment-gateway.ts';
import type { PaymentOrder } from '../payment-orders.ts';

/** Of an order that goes its own way; all other kinds are of the order's one payment. */
export type Beside = Extract<MismatchKind, 'PAID_TWICE' | 'ISSUER_REFUSED'>;

const isBeside = (kind: MismatchKind): kind is Beside => kind === 'PAID_TWICE' || kind === 'ISSUER_REFUSED';

/** Keeps that the bank has money which is not what the order asked for; once for each payment of the bank's. */
export async function noteMismatch(
  tools: { store: Pick<Store, 'portal'>; nowSeconds: () => number; log: Log },
  noted: {
    order: Pick<PaymentOrder, 'order_id'>;
    found: Pick<BankOrder, 'id' | 'amount' | 'currency' | 'paidAt'>;
    kind: MismatchKind;
  },
): Promise<void> {
  const { found, kind } = noted;
  const { order_id } = noted.order;
  const paid_at = BigInt(found.paidAt ?? tools.nowSeconds());
  await tools.store.portal.transaction().execute(async (portal) => {
    const kept = await portal
      .insertInto('mismatches')
      .values({
        ...{ payment_id: found.id, order_id, kind, paid_at, state: 'open', found_at: tools.nowSeconds() },
        ...{ amount: BigInt(found.amount), currency: found.currency },
      })
      .onConflict((conflict) =>
        conflict.column('payment_id').doUpdateSet({ state: 'open', kind }).where('mismatches.state', '=', 'counted'),
      )
      .returning('payment_id')
      .executeTakeFirst();
    if (kept === undefined || isBeside(kind)) return;
    await portal
      .updateTable('payment_orders')
      .set({ state: 'mismatch', failure: kind, paid_at, bank_payment_id: found.id, redirect_url: null })
      .where('order_id', '=', order_id)
      .where('state', 'in', ['initiated', 'pending', 'failed'])
      .execute();
  });
  tools.log.error({ orderId: order_id, code: kind }, 'the bank has money that is not what was ordered');
}
