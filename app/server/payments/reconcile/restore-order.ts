import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import type { PaymentTools } from '../advance-payments.ts';
import { findPayable, paymentOnLedger } from '../payment-orders.ts';

/**
 * Writes an order down again that the bank has and a database from a backup has not. It is of the bill that its name tells; the rest the bank says when asked,
 * and the ledger, which may have its payment already. An account that is lost too gets it once it is attached again.
 * @returns whether there is such an order now
 * @throws TransientError BANK_UNREACHABLE; InputError BANK_REFUSED
 */
export async function restoreOrder(
  tools: PaymentTools,
  told: { orderId: string; paymentId: string },
): Promise<boolean> {
  const { portal, readModel } = tools.store;
  const bill = tools.names.billOf(told.orderId);
  const found = await readModel
    .selectFrom('invoices')
    .select('invoice_id')
    .where('invoice_id', '>=', bill)
    .where('invoice_id', '<', `${bill}g`)
    .executeTakeFirst();
  const invoice = found && (await findPayable(readModel, found.invoice_id));
  if (invoice === undefined) return false;
  const paid = await tools.gateway.fetch(told.paymentId);
  if (paid.orderId !== told.orderId) return false;
  const salt = tools.names.saltOf(told.orderId);
  const digest = await paymentOnLedger(tools.store, { order_id: told.orderId, reference_salt: salt });
  const isReversed = paid.state === 'reversed';
  await portal
    .insertInto('payment_orders')
    .values({
      ...{ order_id: told.orderId, account_id: await tools.accountOf(invoice.subscriber) },
      ...{ invoice_id: invoice.invoiceId, amount: BigInt(paid.amount) * AMOUNT_PER_MINOR },
      ...{ idempotency_key: told.orderId, reference_salt: salt, bank_payment_id: paid.id },
      ...{ redirect_url: paid.confirmationUrl, failure: null, created_at: BigInt(paid.paidAt ?? tools.nowSeconds()) },
      ...(digest === undefined
        ? { state: 'pending', paid_at: null, payment_digest: null, reversal: null }
        : {
            ...{ state: 'recorded', paid_at: BigInt(paid.paidAt ?? tools.nowSeconds()), payment_digest: digest },
            reversal: isReversed ? 'told' : null,
          }),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  tools.log.warn({ orderId: told.orderId }, 'an order that the database did not know came back from the bank');
  return true;
}
