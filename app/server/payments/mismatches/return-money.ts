import type { Selectable, Updateable } from 'kysely';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { PortalTables } from '../../database/portal-tables.ts';
import type { PaymentTools } from '../advance-payments.ts';
import { faultInTerms } from '../bank-terms.ts';
import { eachInTurn } from '../each-in-turn.ts';
import type { BankRefund } from '../payment-gateway.ts';

type Row = Selectable<PortalTables['mismatches']>;
type Change = Updateable<PortalTables['mismatches']>;

/**
 * Has the bank give back what the portal's operator decided: returning → asked → returned, or open again where the bank refuses. Each step is kept before the
 * next begins. Where an issuer had refused it on the ledger, the portal says there that it was given back.
 */
export async function returnMoney(tools: PaymentTools): Promise<void> {
  const { portal } = tools.store;
  const items = await portal
    .selectFrom('mismatches')
    .selectAll()
    .where('state', 'in', ['returning', 'asked'])
    .orderBy('found_at')
    .execute();
  await eachInTurn({ items, log: tools.log, waits: 'money to be given back waits' }, async (row) => {
    if (row.state === 'returning') await set(tools, row, { state: 'asked' });
    await set(tools, { ...row, state: 'asked' }, await bankSays(tools, row));
  });
  const returned = portal
    .selectFrom('mismatches')
    .select('order_id')
    .where('kind', '=', 'ISSUER_REFUSED')
    .where('state', '=', 'returned');
  await portal
    .updateTable('payment_orders')
    .set({ reversal: 'confirmed' })
    .where('reversal', 'is', null)
    .where('order_id', 'in', returned)
    .execute();
}

async function bankSays(tools: PaymentTools, row: Row): Promise<Change> {
  const found = await answerOf(tools, row);
  if (found.state === 'refused')
    return { state: 'open', failure: `BANK_REFUSED: ${(found.reason ?? 'no reason given').slice(0, 300)}` };
  const fault = faultInTerms(
    { own: row.refund_name ?? '', bank: row.bank_refund_id, amount: row.amount, currency: row.currency },
    { own: found.refundId, bank: found.id, amount: found.amount, currency: found.currency },
  );
  if (fault !== undefined) {
    tools.log.error({ orderId: row.order_id, code: fault }, 'the bank holds another refund than the portal');
    return { state: 'open', failure: fault };
  }
  return { state: found.state === 'pending' ? 'asked' : 'returned', bank_refund_id: found.id };
}

/** What the bank will not take, it will not take tomorrow. */
async function answerOf(
  { gateway }: PaymentTools,
  row: Row,
): Promise<BankRefund | { state: 'refused'; reason: string }> {
  try {
    return await gateway.refund({
      refundId: row.refund_name ?? '',
      paymentId: row.payment_id,
      amount: row.amount,
      currency: row.currency,
      purpose: `Возврат; заказ ${row.order_id}`,
    });
  } catch (error) {
    if (error instanceof InputError && error.code === 'BANK_REFUSED')
      return { state: 'refused', reason: error.message };
    throw error;
  }
}

async function set({ store }: PaymentTools, row: Row, to: Change): Promise<void> {
  await store.portal
    .updateTable('mismatches')
    .set(to)
    .where('payment_id', '=', row.payment_id)
    .where('state', '=', row.state)
    .execute();
}
