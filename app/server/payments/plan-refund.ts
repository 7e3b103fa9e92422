import { sql, type Kysely, type Selectable } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { PortalTables } from '../database/portal-tables.ts';
import type { PaymentTools } from './advance-payments.ts';
import type { Refund } from './keep-refunds.ts';

export type RefundPart = Selectable<PortalTables['refund_parts']>;
type Portal = Kysely<PortalTables>;

/** The bank pays this part, has paid it, or may yet. */
const stands = ({ state }: RefundPart): boolean => state !== 'refused' && state !== 'disputed';

/** What no part of the order stands for yet. */
export function missingOf(refund: Refund, parts: readonly RefundPart[]): bigint {
  return parts.filter(stands).reduce((left, { amount }) => left - BigInt(amount), BigInt(refund.amount ?? '0'));
}

/**
 * The parts that an order is paid out in, refused ones too: each is of one payment of its contract through this portal, the newest first, so that
 * whoever made it gets the money; what the bank refuses is taken of the payments before. What was paid for an order of the contract that failed
 * counts first, or it would be paid twice. Where all payments together are not enough, nothing more is planned.
 */
export async function planRefund(tools: PaymentTools, refund: Refund): Promise<RefundPart[]> {
  const isPlanned = (parts: readonly RefundPart[]): boolean =>
    missingOf(refund, parts) === 0n || parts.some(({ state }) => state === 'disputed');
  const known = await partsOf(tools.store.portal, refund.order_id);
  if (isPlanned(known)) return known;
  const { orders, payments } = await moneyOf(tools, refund.order_id);
  return tools.store.portal.transaction().execute(async (portal) => {
    await takeOver(portal, { refund, orders, missing: missingOf(refund, await partsOf(portal, refund.order_id)) });
    const parts = await partsOf(portal, refund.order_id);
    const shares = await sharesOf(portal, { missing: missingOf(refund, parts), payments, tried: parts });
    if (shares.length === 0) return parts;
    const first = parts.filter(({ refund_id }) => refund_id.startsWith(refund.order_id)).length;
    const fresh = { state: 'planned', bank_refund_id: null, paid_at: null, failure: null } as const;
    const rows = shares.map((share, index) => ({
      ...{ refund_id: first + index === 0 ? refund.order_id : `${refund.order_id}-${first + index}` },
      ...{ order_id: refund.order_id, ...share, ...fresh },
    }));
    await portal.insertInto('refund_parts').values(rows).execute();
    return partsOf(portal, refund.order_id);
  });
}

function partsOf(portal: Portal, orderId: Hex): Promise<RefundPart[]> {
  const parts = portal.selectFrom('refund_parts').selectAll().where('order_id', '=', orderId);
  return parts
    .orderBy(sql`char_length(refund_id)`)
    .orderBy('refund_id')
    .execute();
}

type Paid = { bank_payment_id: string | null; amount: string };

/** Whatever was ordered for the contract of this order, and the payments of its bills that came through this portal and stand. */
async function moneyOf({ store }: PaymentTools, orderId: Hex): Promise<{ orders: Hex[]; payments: Paid[] }> {
  const { readModel } = store;
  const order = readModel.selectFrom('refund_orders').select('contract_id').where('order_id', '=', orderId);
  const orders = await readModel
    .selectFrom('refund_orders')
    .select('order_id')
    .where('contract_id', '=', order)
    .execute();
  const invoices = await readModel
    .selectFrom('invoices')
    .select('invoice_id')
    .where('contract_id', '=', order)
    .execute();
  const ids = invoices.map(({ invoice_id }) => invoice_id);
  // What an issuer refused is given back to the last kopeck, by itself.
  const aside = store.portal.selectFrom('mismatches').select('payment_id').where('state', '<>', 'counted');
  const payments = await store.portal
    .selectFrom('payment_orders')
    .select(['bank_payment_id', 'amount'])
    .where((where) => (ids.length === 0 ? where.lit(false) : where('invoice_id', 'in', ids)))
    .where('state', '=', 'recorded')
    .where('reversal', 'is', null)
    .where('bank_payment_id', 'not in', aside)
    .orderBy('created_at', 'desc')
    .orderBy('order_id')
    .execute();
  return { orders: orders.map(({ order_id }) => order_id), payments };
}

/** Gives the order what the bank paid for failed ones of its contract, as far as it has room for it. */
async function takeOver(portal: Portal, args: { refund: Refund; orders: Hex[]; missing: bigint }): Promise<void> {
  const left = await portal
    .selectFrom('refund_parts')
    .innerJoin('refunds', 'refunds.order_id', 'refund_parts.order_id')
    .select(['refund_parts.refund_id', 'refund_parts.amount'])
    .where('refunds.state', '=', 'failed')
    .where('refund_parts.state', '=', 'settled')
    .where('refund_parts.order_id', 'in', args.orders)
    .orderBy('refund_parts.refund_id')
    .execute();
  let { missing } = args;
  for (const { refund_id, amount } of left) {
    if (BigInt(amount) > missing) continue;
    missing -= BigInt(amount);
    const { order_id } = args.refund;
    await portal.updateTable('refund_parts').set({ order_id }).where('refund_id', '=', refund_id).execute();
  }
}

/** How much of which payment; nothing where all of them have not enough. @param tried parts of the order: a payment of which the bank refused one is left alone */
async function sharesOf(
  portal: Portal,
  args: { missing: bigint; payments: readonly Paid[]; tried: readonly RefundPart[] },
): Promise<{ payment_id: string; amount: bigint }[]> {
  const refused = new Set(args.tried.flatMap((part) => (stands(part) ? [] : [part.payment_id])));
  const shares = [];
  let { missing } = args;
  for (const { bank_payment_id: payment_id, amount } of args.payments) {
    if (missing === 0n) break;
    if (payment_id === null || refused.has(payment_id)) continue;
    const given = await portal
      .selectFrom('refund_parts')
      .select('amount')
      .where('payment_id', '=', payment_id)
      .where('state', '<>', 'refused')
      .execute();
    const free = given.reduce((sum, part) => sum - BigInt(part.amount), BigInt(amount));
    const share = free < missing ? free : missing;
    if (share <= 0n) continue;
    shares.push({ payment_id, amount: share });
    missing -= share;
  }
  return missing === 0n ? shares : [];
}
