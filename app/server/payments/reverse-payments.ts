import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND, REVERSAL_REASON } from '../../../core/domain/ledger/kinds.ts';
import type { PaymentTools } from './advance-payments.ts';
import { eachInTurn } from './each-in-turn.ts';
import type { PaymentOrder } from './payment-orders.ts';
import { findPayable } from './payment-orders.ts';

/**
 * Takes every payment that the bank took back as far as it goes: told (by its signed word) → confirmed (it says so when asked) → recorded (the one
 * PAYMENT_REVERSED is on the ledger). Each step is kept before the next begins. A payment that is not on the ledger yet is recorded first.
 */
export async function reversePayments(
  tools: PaymentTools,
  options: { askBank: boolean; canSpeak: boolean },
): Promise<void> {
  const open = await tools.store.portal
    .selectFrom('payment_orders')
    .selectAll()
    .where('reversal', 'in', ['told', 'confirmed'])
    .where('state', '=', 'recorded')
    .orderBy('created_at')
    .execute();
  await eachInTurn({ items: open, log: tools.log, waits: 'a reversal waits' }, async (order) => {
    if (order.reversal === 'told' && options.askBank) await confirm(tools, order);
    if (order.reversal === 'confirmed' && options.canSpeak) await record(tools, order);
  });
}

async function confirm(tools: PaymentTools, order: PaymentOrder): Promise<void> {
  if (order.bank_payment_id === null) return;
  const found = await tools.gateway.fetch(order.bank_payment_id);
  const isReversed = found.state === 'reversed' && found.orderId === order.order_id;
  if (!isReversed)
    tools.log.error({ orderId: order.order_id }, 'the bank told of a reversal, and says otherwise when asked');
  await tools.store.portal
    .updateTable('payment_orders')
    .set({ reversal: isReversed ? 'confirmed' : null })
    .where('order_id', '=', order.order_id)
    .where('reversal', '=', 'told')
    .execute();
}

async function record(tools: PaymentTools, order: PaymentOrder): Promise<void> {
  const { payment_digest: paymentId } = order;
  const invoice = await findPayable(tools.store.readModel, order.invoice_id);
  if (invoice === undefined || paymentId === null) return;
  const { ledger, subscriber, invoiceId } = invoice;
  const returned = await tools.store.portal
    .selectFrom('mismatches')
    .select('payment_id')
    .where('order_id', '=', order.order_id)
    .where('kind', '=', 'ISSUER_REFUSED')
    .where('state', '=', 'returned')
    .executeTakeFirst();
  await tools.blocks.say(`reverse:${order.order_id}`, () => {
    const reason = returned === undefined ? REVERSAL_REASON.bankTookBack : REVERSAL_REASON.givenBack;
    const data = encodeData('PAYMENT_REVERSED', { invoiceId, paymentId, reason });
    return Promise.resolve({ ledger, to: subscriber, kind: KIND.PAYMENT_REVERSED, subject: invoiceId, data });
  });
  const reversed = await tools.store.readModel
    .selectFrom('payments')
    .select('payment_id')
    .where('payment_id', '=', paymentId)
    .where('state', '=', 'reversed')
    .executeTakeFirst();
  if (reversed === undefined) return;
  await tools.store.portal
    .updateTable('payment_orders')
    .set({ reversal: 'recorded' })
    .where('order_id', '=', order.order_id)
    .execute();
}
