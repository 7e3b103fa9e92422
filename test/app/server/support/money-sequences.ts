import { expect } from 'chai';
import { keepOrder } from '../../../../app/server/payments/keep-order.ts';
import { decideMismatch } from '../../../../app/server/payments/mismatches/decide-mismatch.ts';
import { openMismatches } from '../../../../app/server/payments/mismatches/list-mismatches.ts';
import { findOrder, keepEvent, type PaymentOrder } from '../../../../app/server/payments/payment-orders.ts';
import type { Reconciliation } from '../../../../app/server/payments/reconcile/books.ts';
import { reconcile, usualDays } from '../../../../app/server/payments/reconcile/reconcile.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import type { Dice } from '../../../faults/chain/support/seed.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { Crash, type CrashPoints } from './crash-points.ts';
import type { TestDatabase } from './databases.ts';
import type { MoneyHouse } from './money-house.ts';
import type { PaymentPortal } from './payment-portal.ts';
import type { RefusingQueue } from './refusing-queue.ts';

export type Place = {
  house: MoneyHouse;
  database: TestDatabase;
  portal: PaymentPortal;
  crash: CrashPoints;
  queue: RefusingQueue;
  dice: Dice;
};

/** An account may have no more orders open. */
const AT_ONCE = 40;
const LIFE = 3 * 86_400 + 1;
const PAYERS = [
  'pays',
  'pays',
  'pays',
  'pays',
  'pays half',
  'pays euros',
  'cancels',
  'cancels and pays',
  'pays twice',
] as const;
const LATER = ['bounces', 'never pays', 'pays late'] as const;
const WEBHOOKS = ['told', 'lost', 'doubled', 'out of order'] as const;

type Sequence = {
  invoiceId: Hex;
  order: PaymentOrder;
  payer: (typeof PAYERS)[number] | (typeof LATER)[number];
  webhook: (typeof WEBHOOKS)[number];
  issuer: 'RECEIPT' | 'PAYMENT_REFUSED';
  decision: 'count' | 'return' | 'close';
};

/** So many sequences of orders, payments, webhooks, deaths and refusals, each about a bill of its own. @returns how often each thing happened, and the end */
export async function playSequences(
  place: Place,
  count: number,
): Promise<{ happened: Map<string, number>; end: Reconciliation }> {
  const happened = new Map<string, number>();
  const note = (what: string): void => void happened.set(what, (happened.get(what) ?? 0) + 1);
  for (let done = 0; done < count; done += AT_ONCE) await playSome(place, Math.min(AT_ONCE, count - done), note);
  return { happened, end: await compare(place) };
}

export const compare = ({ portal }: Place): Promise<Reconciliation> => reconcile(portal.tools, usualDays(portal.tools));

async function playSome(place: Place, count: number, note: (what: string) => void): Promise<void> {
  const { house, portal, queue } = place;
  const { book } = house.bank;
  const all: Sequence[] = [];
  for (let n = 0; n < count; n++) all.push(await begin(place, note));
  await portal.index();
  await working(place, note, 'every order is at the bank', async () => (await inStates(place, ['initiated'])) === 0);
  queue.refuse(KIND.PAYMENT, 1);
  for (const one of all) await pay(place, one, note);
  const waiting = all.filter(({ payer }) => payer === 'never pays' || payer === 'pays late');
  await working(place, note, 'what was paid is decided', async () => {
    return (await inStates(place, ['initiated', 'pending', 'settled'])) <= waiting.length;
  });
  const { nowSeconds } = portal.tools;
  portal.tools.nowSeconds = () => nowSeconds() + LIFE;
  await working(place, note, 'no order waits', async () => (await inStates(place, ['initiated', 'pending'])) === 0);
  portal.tools.nowSeconds = nowSeconds;
  for (const one of all) {
    const id = await bankName(place, one);
    if (one.payer === 'pays late') book.misbehave.pay(id);
    if (one.payer === 'bounces') book.reverse(id);
    if (one.payer === 'pays late' || one.payer === 'bounces') await tell(place, one, id, note);
  }
  await working(place, note, 'all adds up', async () => {
    await answer(place, all, note);
    for (const { paymentId, orderId, kind, state } of await openMismatches(portal.tools)) {
      if (state !== 'open') continue;
      const wish = all.find(({ order }) => order.order_id === orderId)?.decision ?? 'return';
      note(kind);
      const decision = wish === 'count' ? await counted(place, paymentId) : wish;
      if (decision === 'count') continue;
      // Whoever closes one has had it given back by the bank's clerk.
      await decideMismatch(portal.tools, { paymentId, decision: 'return' });
    }
    const { differences } = await compare(place);
    return differences.length === 0 && (await openMismatches(portal.tools)).length === 0;
  });
}

async function begin(place: Place, note: (what: string) => void): Promise<Sequence> {
  const { house, portal, dice } = place;
  const invoiceId = await house.bill();
  const amount = BigInt(dice.int(2, 2_000_000));
  const order = await portal.order(undefined, amount * AMOUNT_PER_MINOR, invoiceId);
  if (dice.int(0, 2) === 0) {
    // Another browser, with another key or another sum.
    const { store, names } = portal.tools;
    const wish = { store, names, accountId: order.account_id, invoiceId, paymentsSeen: 0 };
    const other = { ...wish, amount: (amount + 1n) * AMOUNT_PER_MINOR, idempotencyKey: `other-${order.order_id}` };
    const refused = await keepOrder({ ...other, nowSeconds: portal.tools.nowSeconds() }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(InputError).with.property('code', 'PAYMENT_UNDER_WAY');
    note('second browser');
  }
  const payer = dice.int(0, 2) === 0 ? dice.pick(LATER) : dice.pick(PAYERS);
  note(payer);
  return {
    ...{ invoiceId, order, payer, webhook: dice.pick(WEBHOOKS) },
    issuer: dice.int(0, 5) === 0 ? 'PAYMENT_REFUSED' : 'RECEIPT',
    decision: dice.pick(['count', 'return', 'close'] as const),
  };
}

async function pay(place: Place, one: Sequence, note: (what: string) => void): Promise<void> {
  const { book } = place.house.bank;
  const id = await bankName(place, one);
  const { payer, order } = one;
  const minor = BigInt(order.amount) / AMOUNT_PER_MINOR;
  if (payer === 'never pays' || payer === 'pays late') return;
  if (payer === 'pays half') book.misbehave.pay(id, { amount: String(minor / 2n) });
  else if (payer === 'pays euros') book.misbehave.pay(id, { currency: 'EUR' });
  else if (payer === 'cancels' || payer === 'cancels and pays') book.decide(id, 'cancelled');
  else book.decide(id, 'succeeded');
  if (payer === 'cancels and pays') {
    await place.portal.work();
    book.misbehave.pay(id);
  }
  await tell(place, one, id, note);
  if (payer === 'pays twice') await tell(place, one, book.misbehave.again(id), note);
}

/** The bank's word of it, as it comes: or as it does not. */
async function tell(place: Place, one: Sequence, paymentId: string, note: (what: string) => void): Promise<void> {
  const { portal } = place;
  note(`webhook ${one.webhook}`);
  if (one.webhook === 'lost') return;
  const type = place.house.bank.book.find(paymentId)?.state ?? 'pending';
  const told = { eventId: `${paymentId}-${type}`, type: `payment.${type}`, paymentId, occurredAt: '1' } as const;
  const events = [{ ...told, deliveryId: `${paymentId}-${type}-1` }];
  if (one.webhook === 'doubled') events.push({ ...told, deliveryId: `${paymentId}-${type}-2` });
  if (one.webhook === 'out of order') {
    const pending = { ...told, eventId: `${paymentId}-pending`, type: 'payment.pending' } as const;
    events.push({ ...pending, deliveryId: `${paymentId}-${type}-3` });
  }
  for (const event of events)
    await keepEvent(portal.tools.store, { ...event, orderId: one.order.order_id }, portal.tools.nowSeconds());
}

/** The issuer's word on whatever waits for it. */
async function answer(
  { house, database, portal }: Place,
  all: Sequence[],
  note: (what: string) => void,
): Promise<void> {
  await portal.index();
  const waiting = await database.store.readModel
    .selectFrom('payments')
    .select(['payment_id', 'invoice_id'])
    .where('state', '=', 'recorded')
    .execute();
  for (const { payment_id: paymentId, invoice_id: invoiceId } of waiting) {
    const kind = all.find((one) => one.invoiceId === invoiceId)?.issuer ?? 'RECEIPT';
    note(kind);
    await house.answer({ invoiceId, paymentId }, kind);
  }
  await portal.index();
}

async function counted({ portal }: Place, paymentId: string): Promise<'count' | 'return'> {
  try {
    await decideMismatch(portal.tools, { paymentId, decision: 'count' });
    return 'count';
  } catch (error) {
    if (error instanceof InputError && error.code === 'COUNT_UNFIT') return 'return';
    throw error;
  }
}

/** Works, and dies, until it is so. */
async function working(
  { portal, crash, dice }: Place,
  note: (what: string) => void,
  what: string,
  isSo: () => Promise<boolean>,
): Promise<void> {
  await waitFor(what, async () => {
    if (dice.int(0, 2) === 0) crash.arm(dice.int(0, 60));
    try {
      await portal.work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      note('died');
    }
    crash.arm(Infinity);
    return isSo();
  });
}

async function inStates({ database }: Place, states: PaymentOrder['state'][]): Promise<number> {
  const open = database.store.portal.selectFrom('payment_orders').select('order_id').where('state', 'in', states);
  return (await open.execute()).length;
}

async function bankName({ database }: Place, { order }: Sequence): Promise<string> {
  return (await findOrder(database.store, order.order_id))?.bank_payment_id ?? '';
}
