import type { PaymentTools } from '../advance-payments.ts';
import { faultInTerms, minorUnits } from '../bank-terms.ts';
import { eachInTurn } from '../each-in-turn.ts';
import type { BankOrder } from '../payment-gateway.ts';
import { findOrder, type PaymentOrder } from '../payment-orders.ts';
import { noteMismatch } from './note-mismatch.ts';
import type { MismatchKind } from '../../database/portal-tables.ts';

/**
 * Asks the bank about every payment that it told of and that no open order waits for: paid after it was cancelled, after the order's time, or once more.
 * What is money becomes a mismatch; what is none is let go.
 */
export async function lookAtTold(tools: PaymentTools): Promise<void> {
  const told = await tools.store.portal.selectFrom('told_payments').selectAll().orderBy('told_at').execute();
  await eachInTurn({ items: told, log: tools.log, waits: 'a payment that the bank told of waits' }, async (one) => {
    const order = await findOrder(tools.store, one.order_id);
    // What it asked for is still under way: its own end comes first.
    if (order === undefined || order.state === 'initiated' || order.state === 'pending') return;
    if (order.bank_payment_id !== one.payment_id || order.state === 'failed') {
      const found = await tools.gateway.fetch(one.payment_id);
      const kind = kindOf(tools, order, found);
      if (kind !== undefined) await noteMismatch(tools, { order, found, kind });
    }
    await tools.store.portal.deleteFrom('told_payments').where('payment_id', '=', one.payment_id).execute();
  });
}

/** @returns undefined where it is no money of this order */
function kindOf(tools: PaymentTools, order: PaymentOrder, found: BankOrder): MismatchKind | undefined {
  if (found.state !== 'succeeded' || found.orderId !== order.order_id) return undefined;
  if (order.state !== 'failed') return 'PAID_TWICE';
  const { currency } = tools.network;
  const asked = { own: order.order_id, bank: null, amount: minorUnits(order.amount), currency };
  const fault = faultInTerms(asked, { own: found.orderId, bank: found.id, ...found });
  if (fault === 'BANK_AMOUNT_MISMATCH' || fault === 'BANK_CURRENCY_MISMATCH') return fault;
  return order.failure === 'CANCELLED' ? 'PAID_AFTER_CANCEL' : 'PAID_LATE';
}
