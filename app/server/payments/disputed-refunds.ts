import type { Kysely } from 'kysely';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Work } from '../../../core/runtime/start/illnesses.ts';
import type { PortalTables } from '../database/portal-tables.ts';
import type { PaymentTools } from './advance-payments.ts';
import type { RefundPart } from './plan-refund.ts';

type Portal = Kysely<PortalTables>;
type Tools = Pick<PaymentTools, 'store' | 'nowSeconds' | 'log'>;

/** A part of a refund of which the bank holds something else than the portal asked for. `amount`: what was asked for. */
export type Dispute = {
  refundId: string;
  orderId: Hex;
  paymentId: string;
  amount: string;
  bankRefundId: string | null;
  failure: string;
  bankSays: string | null;
  since: string;
};

/** What the bank says, in writing: how much it gave back and when. `reference`: its name of that payment. */
export type Settling = { refundId: string; amount: bigint; paidAt: bigint; reference: string };
export type Releasing = { refundId: string; reference: string };

/** What became of a part and of its order: `settled` is said on the ledger next, of what `failed` the issuer orders again. */
export type Decided = { part: 'settled' | 'refused'; order: 'initiated' | 'settled' | 'recorded' | 'failed' };

/** How long a dispute may wait for whoever runs the portal. */
const AT_MOST_SECONDS = 86_400;
/** The bank's clock may be ahead. */
const MAX_AHEAD = 60n;

export async function listDisputes({ store }: Pick<Tools, 'store'>): Promise<Dispute[]> {
  const parts = await disputed(store.portal).orderBy('disputed_at').orderBy('refund_id').execute();
  return parts.map((part) => ({
    refundId: part.refund_id,
    orderId: part.order_id,
    paymentId: part.payment_id,
    amount: part.amount,
    bankRefundId: part.bank_refund_id,
    failure: part.failure ?? '',
    bankSays: part.bank_says,
    since: part.disputed_at ?? '0',
  }));
}

/** Disputes as work that waits for somebody: nobody else ends them. */
export async function disputedRefunds({ store, nowSeconds }: Tools): Promise<Work> {
  const [oldest] = await listDisputes({ store });
  return {
    what: 'The bank holds another refund than the portal asked for (domledger portal refunds list)',
    waitsSeconds: oldest === undefined ? undefined : nowSeconds() - Number(oldest.since),
    atMostSeconds: AT_MOST_SECONDS,
  };
}

/**
 * The bank gave back so much: from now on the part counts as that. Where the parts of an order come to it, the portal says its REFUND; else what was paid
 * counts for the next order of the contract. The same word again changes nothing.
 * @throws InputError REFUND_UNKNOWN, REFUND_NOT_DISPUTED, REFERENCE_USED, PAID_AT_INVALID
 */
export function settleDispute(tools: Tools, said: Settling): Promise<Decided> {
  const { refundId, amount, paidAt, reference } = said;
  return decide(tools, { refundId, reference, part: 'settled' }, async (portal, part) => {
    const used = await portal
      .selectFrom('refund_parts')
      .select('refund_id')
      .where('refund_id', '<>', refundId)
      .where('state', '=', 'settled')
      .where((where) => where.or([where('evidence', '=', reference), where('bank_refund_id', '=', reference)]))
      .executeTakeFirst();
    if (used !== undefined)
      throw new InputError('REFERENCE_USED', `The bank's payment ${reference} is that of refund ${used.refund_id}.`);
    const order = await orderOf(portal, part.order_id);
    if (paidAt < BigInt(order.ordered_at) || paidAt > BigInt(tools.nowSeconds()) + MAX_AHEAD)
      throw new InputError('PAID_AT_INVALID', 'The bank cannot have paid before it was ordered, or later than now.');
    const bank_refund_id = part.bank_refund_id ?? reference;
    return { amount, paid_at: paidAt, bank_refund_id };
  });
}

/**
 * The bank gave nothing back and is not going to: the payment may be given back by another order.
 * @throws InputError REFUND_UNKNOWN, REFUND_NOT_DISPUTED
 */
export function releaseDispute(tools: Tools, { refundId, reference }: Releasing): Promise<Decided> {
  return decide(tools, { refundId, reference, part: 'refused' }, () => Promise.resolve({}));
}

type Change = { amount?: bigint; paid_at?: bigint; bank_refund_id?: string };

async function decide(
  { store, log }: Tools,
  to: Releasing & { part: Decided['part'] },
  changeOf: (portal: Portal, part: RefundPart) => Promise<Change>,
): Promise<Decided> {
  const { refundId, reference, part: state } = to;
  const decided = await store.portal.transaction().execute(async (portal) => {
    const part = await portal
      .selectFrom('refund_parts')
      .selectAll()
      .where('refund_id', '=', refundId)
      .forUpdate()
      .executeTakeFirst();
    if (part === undefined)
      throw new InputError('REFUND_UNKNOWN', `The portal asked the bank for no refund ${refundId}.`);
    const isSaid = part.state === state && part.evidence === reference;
    if (!isSaid && part.state !== 'disputed')
      throw new InputError('REFUND_NOT_DISPUTED', `Refund ${refundId} is ${part.state}: nothing is to be decided.`);
    if (!isSaid) {
      const change = await changeOf(portal, part);
      await portal
        .updateTable('refund_parts')
        .set({ ...change, state, evidence: reference })
        .where('refund_id', '=', refundId)
        .execute();
      if (state === 'settled') await goOn(portal, part.order_id);
    }
    return { part: state, order: (await orderOf(portal, part.order_id)).state };
  });
  log.warn({ refundId, state, order: decided.order }, 'a disputed refund was decided');
  return decided;
}

/** An order that failed over the dispute alone was paid after all. */
async function goOn(portal: Portal, orderId: Hex): Promise<void> {
  const order = await orderOf(portal, orderId);
  const parts = await portal.selectFrom('refund_parts').selectAll().where('order_id', '=', orderId).execute();
  const settled = parts.filter(({ state }) => state === 'settled');
  const isOpen = parts.some(({ state }) => state !== 'settled' && state !== 'refused');
  const paid = settled.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  if (order.state !== 'failed' || isOpen || String(paid) !== order.amount) return;
  const paid_at = settled.map((one) => BigInt(one.paid_at ?? '0')).reduce((a, b) => (a > b ? a : b));
  await portal
    .updateTable('refunds')
    .set({ state: 'settled', paid_at, failure: null })
    .where('order_id', '=', orderId)
    .execute();
}

function orderOf(portal: Portal, orderId: Hex) {
  return portal.selectFrom('refunds').selectAll().where('order_id', '=', orderId).executeTakeFirstOrThrow();
}

function disputed(portal: Portal) {
  return portal.selectFrom('refund_parts').selectAll().where('state', '=', 'disputed');
}
