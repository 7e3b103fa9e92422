import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { nextBlock } from '../../indexer/apply-page.ts';
import type { PaymentTools } from '../advance-payments.ts';
import { minorUnits } from '../bank-terms.ts';
import { noteMismatch } from './note-mismatch.ts';

type Tools = Pick<PaymentTools, 'store' | 'network' | 'nowSeconds' | 'log'>;

/**
 * Notes payments that an issuer refused on the ledger, and lets those be that it took after all. All that were ever refused are read at the first look; then what
 * the blocks since brought, and what is not through: a look costs no more after years.
 * @returns one look
 */
export function createRefusedNotes(tools: Tools): () => Promise<void> {
  const { portal, readModel } = tools.store;
  /** Refused, and neither noted nor ended otherwise. */
  const open = new Set<Hex>();
  let since: bigint | undefined;

  const refusedSince = async (block: bigint | undefined): Promise<Hex[]> => {
    if (block === undefined) {
      const all = await readModel.selectFrom('payments').select('payment_id').where('state', '=', 'refused').execute();
      return all.map(({ payment_id }) => payment_id);
    }
    const said = await readModel
      .selectFrom('internal_blocks')
      .select('data')
      .where('block_number', '>=', block.toString())
      .where('kind', '=', KIND.PAYMENT_REFUSED)
      .execute();
    return said.map(({ data }) => decodeData('PAYMENT_REFUSED', toHex(data)).paymentId);
  };
  const isRefused = async (ids: readonly Hex[]): Promise<Set<Hex>> => {
    if (ids.length === 0) return new Set();
    const found = await readModel
      .selectFrom('payments')
      .select('payment_id')
      .where('payment_id', 'in', ids)
      .where('state', '=', 'refused')
      .execute();
    return new Set(found.map(({ payment_id }) => payment_id));
  };

  const noteNew = async (): Promise<void> => {
    const refused = await isRefused([...open]);
    for (const id of open) if (!refused.has(id)) open.delete(id);
    if (open.size === 0) return;
    const orders = await portal
      .selectFrom('payment_orders')
      .selectAll()
      .where('payment_digest', 'in', [...open])
      .execute();
    const noted = await portal
      .selectFrom('mismatches')
      .select('payment_id')
      .where('order_id', 'in', ['', ...orders.map(({ order_id }) => order_id)])
      .where('state', '<>', 'counted')
      .execute();
    const waiting = new Set<Hex>();
    for (const order of orders) {
      const isNoted = noted.some(({ payment_id }) => payment_id === order.bank_payment_id);
      if (isNoted || order.reversal === 'recorded' || order.payment_digest === null) continue;
      // While the bank has not said whether it took the money back, it is not known whose it is.
      if (order.reversal !== null || order.bank_payment_id === null) {
        waiting.add(order.payment_digest);
        continue;
      }
      const found = {
        ...{ id: order.bank_payment_id, amount: minorUnits(order.amount) },
        ...{ currency: tools.network.currency, paidAt: order.paid_at },
      };
      await noteMismatch(tools, { order, found, kind: 'ISSUER_REFUSED' });
    }
    for (const id of open) if (!waiting.has(id)) open.delete(id);
  };
  const letBe = async (): Promise<void> => {
    const waiting = await portal
      .selectFrom('mismatches')
      .innerJoin('payment_orders', 'payment_orders.order_id', 'mismatches.order_id')
      .select(['mismatches.payment_id', 'payment_digest'])
      .where('kind', '=', 'ISSUER_REFUSED')
      .where('mismatches.state', '=', 'open')
      .execute();
    const refused = await isRefused(waiting.flatMap(({ payment_digest }) => payment_digest ?? []));
    for (const { payment_id, payment_digest } of waiting)
      if (payment_digest !== null && !refused.has(payment_digest))
        await portal.updateTable('mismatches').set({ state: 'counted' }).where('payment_id', '=', payment_id).execute();
  };

  return async () => {
    // Before the refusals: what a block brings meanwhile is read at the next look.
    const next = await nextBlock(readModel);
    for (const id of await refusedSince(since)) open.add(id);
    since = next;
    await noteNew();
    await letBe();
  };
}
