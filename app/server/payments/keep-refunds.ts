import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { opens } from '../../../core/domain/crypto/commitment.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../core/domain/sealed/sealed-content.ts';
import type { RefundContent } from '../../../core/domain/sealed/small-contents.ts';
import type { PortalTables } from '../database/portal-tables.ts';
import { need, recordedByDigest } from '../read/recorded-json.ts';
import type { PaymentTools } from './advance-payments.ts';

export type Refund = Selectable<PortalTables['refunds']>;

/** What an order says, as it was opened; `to` is who gets the money. */
export type OpenedOrder = RefundContent & { ledger: Hex; to: Hex };

/** An order lives 30 days; what would come to the bank in the last of them might be paid and not be recorded. */
export const BANK_HAS_SECONDS = 28n * 86_400n;

/** Notes each order on the ledger that was not noted: how much is to be given back; or why nothing is. */
export async function keepRefunds(tools: PaymentTools): Promise<void> {
  const { portal, readModel } = tools.store;
  const orders = await readModel
    .selectFrom('refund_orders')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'refund_orders.order_id')
    .select(['order_id', 'internal_blocks.block_time as orderedAt'])
    .where('refund', 'is', null)
    .execute();
  if (orders.length === 0) return;
  const ids = orders.map(({ order_id }) => order_id);
  const kept = await portal.selectFrom('refunds').select('order_id').where('order_id', 'in', ids).execute();
  for (const { order_id: orderId, orderedAt } of orders) {
    if (kept.some(({ order_id }) => order_id === orderId)) continue;
    const wanted = await wantedBy(tools, { orderId, orderedAt });
    if ('failure' in wanted) tools.log.error({ orderId, code: wanted.failure }, 'an ordered refund is not paid out');
    await portal
      .insertInto('refunds')
      .values({
        order_id: orderId,
        amount: 'failure' in wanted ? null : wanted.amount,
        reference_salt: toHex(randomBytes(32)),
        state: 'failure' in wanted ? 'failed' : 'initiated',
        paid_at: null,
        refund_digest: null,
        failure: 'failure' in wanted ? wanted.failure : null,
        ordered_at: BigInt(orderedAt),
      })
      .onConflict((conflict) => conflict.column('order_id').doNothing())
      .execute();
  }
}

async function wantedBy(
  tools: PaymentTools,
  { orderId, orderedAt }: { orderId: Hex; orderedAt: string },
): Promise<{ amount: bigint } | { failure: string }> {
  try {
    const order = await openOrder(tools, orderId);
    if (BigInt(tools.nowSeconds()) > BigInt(orderedAt) + BANK_HAS_SECONDS) return { failure: 'EXPIRED' };
    if (order.amount % AMOUNT_PER_MINOR !== 0n) return { failure: 'AMOUNT_INVALID' };
    return { amount: order.amount };
  } catch (error) {
    if (error instanceof InputError) return { failure: error.code };
    throw error;
  }
}

/** @throws InputError for an envelope that is closed or damaged, or does not open the commitment (REFUND_INVALID) */
export async function openOrder({ store, network, account }: PaymentTools, orderId: Hex): Promise<OpenedOrder> {
  const recorded = need(await recordedByDigest(store.readModel, [orderId]), orderId);
  const data = decodeData('REFUND_ORDER', recorded.data);
  const { ledger, block } = recorded;
  const carried = carriedBy({ ledger, block: { from: block.from, subject: block.subject } }, data);
  const content = await openSealed({ network, account, kind: 'REFUND_ORDER', carried });
  if (!opens(data.commitment, content.amount, content.blinding))
    throw new InputError('REFUND_INVALID', `What order ${orderId} seals is not what it commits to.`);
  return { ...content, ledger, to: block.to };
}
