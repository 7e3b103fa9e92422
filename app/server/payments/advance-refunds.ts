import { proveRefund } from '../../../core/domain/billing/payables/prove-payment.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { randomScalar } from '../../../core/domain/crypto/commitment.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { saltedHash } from '../../../core/domain/ledger/ids.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import type { Updateable } from 'kysely';
import type { PortalTables } from '../database/portal-tables.ts';
import type { Statement } from '../statements/portal-blocks.ts';
import type { PaymentTools } from './advance-payments.ts';
import { faultInTerms, minorUnits } from './bank-terms.ts';
import { eachInTurn } from './each-in-turn.ts';
import { BANK_HAS_SECONDS, keepRefunds, openOrder, type Refund } from './keep-refunds.ts';
import type { BankRefund } from './payment-gateway.ts';
import { missingOf, planRefund, type RefundPart } from './plan-refund.ts';

/** No ledger takes a REFUND of an order that is older than 30 days; with a day for clocks. */
const ORDER_LIVES_SECONDS = 31n * 86_400n;
const PURPOSE = 'refund:';

/** What follows for a part of it. */
type PartChange = Updateable<PortalTables['refund_parts']> & { state: RefundPart['state'] };

/** An answer without a refund that could be asked about again. */
type Refusal = { state: 'refused'; reason: string };

/**
 * Takes every refund that an issuer ordered as far as it goes: initiated → settled (the bank says that it paid every part) → recorded (the one REFUND is
 * on the ledger); or failed, with the reason. The parts are asked for one after the other, so that none is under way when the order fails over another.
 * Each step is kept before the next begins and may be repeated after a crash at any point. What is paid of which payment is planned by the read model, so
 * that has to know all the ledgers say.
 */
export async function advanceRefunds(tools: PaymentTools, options: { askBank: boolean }): Promise<void> {
  await keepRefunds(tools);
  const open = await tools.store.portal
    .selectFrom('refunds')
    .selectAll()
    .where('state', 'in', ['initiated', 'settled'])
    .orderBy('ordered_at')
    .orderBy('order_id')
    .execute();
  const settled = open.filter(({ state }) => state === 'settled');
  await tools.blocks.dropUnlessIn(
    PURPOSE,
    settled.map(({ order_id: orderId }) => `${PURPOSE}${orderId}`),
  );
  const items = options.askBank ? open : settled;
  await eachInTurn({ items, log: tools.log, waits: 'a refund waits' }, (refund) =>
    (refund.state === 'settled' ? record : payOut)(tools, refund),
  );
}

async function payOut(tools: PaymentTools, refund: Refund): Promise<void> {
  const parts = await planRefund(tools, refund);
  const dispute = parts.find(({ state }) => state === 'disputed')?.failure ?? null;
  if (dispute !== null) return fail(tools, refund, dispute);
  if (missingOf(refund, parts) > 0n) {
    const refused = parts.findLast(({ state }) => state === 'refused');
    return fail(tools, refund, refused?.failure ?? 'NO_PAYMENT');
  }
  const next = parts.find(({ state }) => state !== 'settled' && state !== 'refused');
  if (next?.state === 'planned' && isOlder(tools, refund, BANK_HAS_SECONDS)) return fail(tools, refund, 'EXPIRED');
  if (next !== undefined) {
    const isPending = (await askBank(tools, refund, next)) === 'pending';
    return isPending ? undefined : payOut(tools, refund);
  }
  const times = parts.map(({ paid_at }) => BigInt(paid_at ?? '0'));
  await change(tools, refund, {
    state: 'settled',
    paid_at: times.reduce((latest, time) => (time > latest ? time : latest)),
  });
}

/** @returns how far it is */
async function askBank(tools: PaymentTools, refund: Refund, part: RefundPart): Promise<RefundPart['state']> {
  const to = await bankSays(tools, part);
  if (to.state === 'disputed')
    tools.log.error({ orderId: refund.order_id, code: to.failure }, 'the bank holds another refund than the portal');
  await tools.store.portal
    .updateTable('refund_parts')
    .set(to)
    .where('refund_id', '=', part.refund_id)
    .where('state', '=', part.state)
    .execute();
  return to.state;
}

async function bankSays(tools: PaymentTools, part: RefundPart): Promise<PartChange> {
  // Noted before the bank hears of it: from then on nobody but the bank says what became of it.
  if (part.state === 'planned') return { state: 'asked' };
  const found = await answerOf(tools, part);
  if (found.state === 'refused')
    return { state: 'refused', failure: `BANK_REFUSED: ${(found.reason ?? 'no reason given').slice(0, 300)}` };
  const fault = faultIn(tools, part, found);
  if (fault !== undefined) {
    const bank_says = `${found.state}: ${found.amount} ${found.currency} as ${found.id} for ${found.refundId}`;
    return { state: 'disputed', failure: fault, disputed_at: BigInt(tools.nowSeconds()), bank_says };
  }
  if (found.state === 'pending') return { state: 'pending', bank_refund_id: found.id };
  return { state: 'settled', bank_refund_id: found.id, paid_at: BigInt(found.paidAt ?? tools.nowSeconds()) };
}

/** What the bank will not take, it will not take tomorrow; its own answers to questions are another matter. */
async function answerOf({ gateway, network }: PaymentTools, part: RefundPart): Promise<BankRefund | Refusal> {
  if (part.bank_refund_id !== null) return gateway.fetchRefund(part.bank_refund_id);
  try {
    return await gateway.refund({
      refundId: part.refund_id,
      paymentId: part.payment_id,
      amount: minorUnits(part.amount),
      currency: network.currency,
      purpose: `Возврат; распоряжение ${part.refund_id.slice(0, 18)}`,
    });
  } catch (error) {
    if (error instanceof InputError && error.code === 'BANK_REFUSED')
      return { state: 'refused', reason: error.message };
    throw error;
  }
}

/** The order's one REFUND: kept by `say` before it is sent. What the ledger has counts, however late the portal reads it. */
async function record(tools: PaymentTools, refund: Refund): Promise<void> {
  const order = await tools.store.readModel
    .selectFrom('refund_orders')
    .select('refund')
    .where('order_id', '=', refund.order_id)
    .executeTakeFirst();
  if (order !== undefined && order.refund !== null)
    return change(tools, refund, { state: 'recorded', refund_digest: order.refund, failure: null });
  if (isOlder(tools, refund, ORDER_LIVES_SECONDS)) return fail(tools, refund, 'EXPIRED');
  await tools.blocks.say(`${PURPOSE}${refund.order_id}`, () => refundOf(tools, refund));
}

async function refundOf(tools: PaymentTools, refund: Refund): Promise<Statement> {
  const orderId = refund.order_id;
  const { ledger, to, amount, blinding } = await openOrder(tools, orderId);
  const said = {
    orderId,
    paymentReference: saltedHash(fromHex(refund.reference_salt), orderId),
    paidAt: BigInt(refund.paid_at ?? tools.nowSeconds()),
  };
  const place = { networkHash: domainOf(tools.network).networkHash, ledger };
  const data = proveRefund(place, said, { value: amount, blinding }, { k: randomScalar(), s: randomScalar() });
  return { ledger, to, kind: KIND.REFUND, subject: orderId, data: encodeData('REFUND', data) };
}

function isOlder({ nowSeconds }: PaymentTools, refund: Refund, seconds: bigint): boolean {
  return BigInt(nowSeconds()) > BigInt(refund.ordered_at) + seconds;
}

/** Nothing of it is under way then; what the bank has paid, the next order of the contract counts. */
async function fail(tools: PaymentTools, refund: Refund, failure: string): Promise<void> {
  tools.log.error({ orderId: refund.order_id, code: failure.split(':', 1)[0] }, 'an ordered refund is not paid out');
  await tools.store.portal
    .deleteFrom('refund_parts')
    .where('order_id', '=', refund.order_id)
    .where('state', '=', 'planned')
    .execute();
  await change(tools, refund, { state: 'failed', failure });
}

async function change(
  tools: PaymentTools,
  { order_id, state }: { order_id: Hex; state: Refund['state'] },
  to: Updateable<PortalTables['refunds']>,
): Promise<void> {
  await tools.store.portal
    .updateTable('refunds')
    .set(to)
    .where('order_id', '=', order_id)
    .where('state', '=', state)
    .execute();
}

function faultIn(tools: PaymentTools, part: RefundPart, found: BankRefund): string | undefined {
  const { currency } = tools.network;
  return faultInTerms(
    { own: part.refund_id, bank: part.bank_refund_id, amount: minorUnits(part.amount), currency },
    { own: found.refundId, bank: found.id, amount: found.amount, currency: found.currency },
  );
}
