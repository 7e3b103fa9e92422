import { sql, type Transaction } from 'kysely';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { PortalTables } from '../database/portal-tables.ts';
import type { Store } from '../database/store.ts';
import type { OrderNames } from './order-names.ts';
import type { PaymentOrder } from './payment-orders.ts';

type Portal = Transaction<PortalTables>;

/** The bank is asked about each of them again and again, so one account must not have any number. */
const OPEN_ORDERS_MAX = 50;
/** Ten million units of the currency: more than any bill of a flat, and less than a slip of the keyboard makes of one. */
const AMOUNT_MAX = 1_000_000_000n * AMOUNT_PER_MINOR;

/** `paymentsSeen`: how many payments of the bill that stand whoever orders knows of. */
export type Wish = {
  store: Store;
  names: OrderNames;
  accountId: string;
  invoiceId: Hex;
  amount: bigint;
  paymentsSeen: number;
  idempotencyKey: string | undefined;
  nowSeconds: number;
};

/**
 * Keeps a new order, with the salt of its payment reference, before the bank hears of it. A bill has one order under way at a time, whoever pays it, and
 * none from a page that has not seen what was paid of it: else two browsers would pay it twice. The same key of the same account finds the order that
 * exists; without a key, an order under way for the same bill and amount is the same wish.
 * @throws InputError AMOUNT_INVALID; IDEMPOTENCY_CONFLICT when the key was used for something else; PAYMENT_UNDER_WAY, PAYMENT_UNSEEN; TOO_MANY_ORDERS
 */
export async function keepOrder(wish: Wish): Promise<{ order: PaymentOrder; isNew: boolean }> {
  const { accountId, invoiceId, amount, idempotencyKey } = wish;
  if (amount <= 0n || amount % AMOUNT_PER_MINOR !== 0n)
    throw new InputError('AMOUNT_INVALID', 'A payment is a positive number of whole kopecks.');
  if (amount > AMOUNT_MAX)
    throw new InputError('AMOUNT_INVALID', 'One payment is at most 10 000 000. Pay the rest by another one.');
  return wish.store.portal.transaction().execute(async (portal) => {
    // One wish about a bill after the other, whichever account has it: two at once would both find nothing under way and be paid twice.
    await sql`select pg_advisory_xact_lock(hashtextextended(${invoiceId}, 0))`.execute(portal);
    await portal.selectFrom('accounts').select('account_id').where('account_id', '=', accountId).forUpdate().execute();
    if (idempotencyKey !== undefined) {
      const before = await underKey(portal, { accountId, idempotencyKey });
      if (before !== undefined) {
        if (before.invoice_id === invoiceId && BigInt(before.amount) === amount) return { order: before, isNew: false };
        const detail = 'This Idempotency-Key was used for another payment. Use a new one.';
        throw new InputError('IDEMPOTENCY_CONFLICT', detail);
      }
    }
    const open = await underWay(portal, invoiceId);
    if (open !== undefined) {
      const isSame = BigInt(open.amount) === amount && open.account_id === accountId && idempotencyKey === undefined;
      if (isSame) return { order: open, isNew: false };
      throw new InputError(
        'PAYMENT_UNDER_WAY',
        'A payment of this bill is under way. Finish or cancel it at the bank, then see what is left to pay.',
      );
    }
    if ((await standing(portal, invoiceId)) > wish.paymentsSeen)
      throw new InputError(
        'PAYMENT_UNSEEN',
        'This bill was paid, in whole or in part, since you opened it. Load it again to see what is left to pay.',
      );
    await checkRoom(portal, accountId);
    return { order: await insert(portal, wish), isNew: true };
  });
}

function underKey(
  portal: Portal,
  { accountId, idempotencyKey }: { accountId: string; idempotencyKey: string },
): Promise<PaymentOrder | undefined> {
  const own = portal.selectFrom('payment_orders').selectAll().where('account_id', '=', accountId);
  return own.where('idempotency_key', '=', idempotencyKey).executeTakeFirst();
}

/** The bank may have the money before the ledger has the block: that bill is being paid. */
function underWay(portal: Portal, invoiceId: Hex): Promise<PaymentOrder | undefined> {
  const open = portal.selectFrom('payment_orders').selectAll().where('invoice_id', '=', invoiceId);
  return open.where('state', 'in', ['initiated', 'pending', 'settled']).orderBy('created_at').executeTakeFirst();
}

/** Payments of the bill that are on its ledger and that neither bank nor issuer undid. */
async function standing(portal: Portal, invoiceId: Hex): Promise<number> {
  const refused = portal.selectFrom('mismatches').select('order_id').where('kind', '=', 'ISSUER_REFUSED');
  const { count } = await portal
    .selectFrom('payment_orders')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('invoice_id', '=', invoiceId)
    .where('state', '=', 'recorded')
    .where('reversal', 'is', null)
    .where('order_id', 'not in', refused.where('state', '<>', 'counted'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function checkRoom(portal: Portal, accountId: string): Promise<void> {
  const { open } = await portal
    .selectFrom('payment_orders')
    .select((expression) => expression.fn.countAll<string>().as('open'))
    .where('account_id', '=', accountId)
    .where('state', 'in', ['initiated', 'pending'])
    .executeTakeFirstOrThrow();
  if (Number(open) >= OPEN_ORDERS_MAX)
    throw new InputError(
      'TOO_MANY_ORDERS',
      `${open} payments of this account wait at the bank. Pay or cancel them there before you order more.`,
    );
}

function insert(portal: Portal, wish: Wish): Promise<PaymentOrder> {
  const orderId = wish.names.make(wish.invoiceId);
  return portal
    .insertInto('payment_orders')
    .values({
      order_id: orderId,
      account_id: wish.accountId,
      invoice_id: wish.invoiceId,
      amount: wish.amount,
      idempotency_key: wish.idempotencyKey ?? orderId,
      reference_salt: wish.names.saltOf(orderId),
      state: 'initiated',
      bank_payment_id: null,
      redirect_url: null,
      paid_at: null,
      payment_digest: null,
      failure: null,
      reversal: null,
      created_at: wish.nowSeconds,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}
