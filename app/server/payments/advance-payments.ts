import { encodePayment } from '../../../core/domain/billing/bill-settle.ts';
import { provePayment } from '../../../core/domain/billing/payables/prove-payment.ts';
import { randomScalar } from '../../../core/domain/crypto/commitment.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { envelopeContext } from '../../../core/domain/crypto/envelope-context.ts';
import { sealEnvelope } from '../../../core/domain/crypto/envelope.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex } from '../../../core/domain/bytes/hex.ts';
import { saltedHash } from '../../../core/domain/ledger/ids.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { faultInTerms, minorUnits } from './bank-terms.ts';
import { eachInTurn } from './each-in-turn.ts';
import { noteMismatch } from './mismatches/note-mismatch.ts';
import { paymentBlinding } from './payment-blinding.ts';
import { findPayable, paymentOnLedger } from './payment-orders.ts';
import type { Addressee } from '../../../core/domain/crypto/envelope.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { PortalBlocks, Statement } from '../statements/portal-blocks.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { OrderNames } from './order-names.ts';
import type { BankOrder, PaymentGateway } from './payment-gateway.ts';
import type { PaymentOrder } from './payment-orders.ts';
import type { Store } from '../database/store.ts';

export type PaymentTools = {
  store: Store;
  gateway: PaymentGateway;
  blocks: PortalBlocks;
  names: OrderNames;
  /** The account that an address holds, or will hold once it is attached. */
  accountOf: Accounts['idOf'];
  network: Network;
  /** The portal's own, which opens what is sealed to it. */
  account: Account;
  /** The portal's pages, where the bank sends the payer back to. */
  publicUrl: string;
  nowSeconds: () => number;
  log: Log;
};

/** How long a payer has at the bank; what comes later is no payment of the order, and the bill may be paid anew. */
const ORDER_LIVES_SECONDS = 3 * 86_400;

/**
 * Takes every open order as far as it goes: initiated → pending (the bank has it) → settled (the bank says so when asked) → recorded (the one PAYMENT
 * of the order is on the ledger); or failed, or a mismatch, where the bank took something else. Each step is kept before the next begins and may be repeated after a crash at any point.
 */
export async function advancePayments(
  tools: PaymentTools,
  options: { askBank: boolean; canSpeak: boolean },
): Promise<void> {
  const open = await tools.store.portal
    .selectFrom('payment_orders')
    .selectAll()
    .where('state', 'in', ['initiated', 'pending', 'settled'])
    .orderBy('created_at')
    .execute();
  const items = open.filter(({ state }) => (state === 'settled' ? options.canSpeak : options.askBank));
  await eachInTurn({ items, log: tools.log, waits: 'payment order waits' }, (order) => advance(tools, order));
}

async function advance(tools: PaymentTools, order: PaymentOrder): Promise<void> {
  if (order.state === 'initiated') await placeOrder(tools, order);
  else if (order.state === 'pending') await askBank(tools, order);
  else await recordPayment(tools, order);
}

/**
 * Brings a kept order to the bank. One that it refuses has failed, for the bank's reason, and the payer may order anew; where it placed something else, nobody
 * is sent to pay that, and what it took for it already is a mismatch.
 * @throws TransientError BANK_UNREACHABLE
 */
export async function placeOrder(tools: PaymentTools, order: PaymentOrder): Promise<void> {
  const invoice = await findPayable(tools.store.readModel, order.invoice_id);
  if (invoice === undefined)
    throw new InputError('INVOICE_UNKNOWN', `Invoice ${order.invoice_id} is not in the read model yet.`);
  const placed = await createAtBank(tools, order, invoice.period);
  if (typeof placed === 'string') return fail(tools, order, placed);
  const fault = faultIn(tools, order, placed);
  if (isMismatch(fault) && placed.state === 'succeeded')
    return noteMismatch(tools, { order, found: placed, kind: fault });
  // What is placed under another order's name is no payment of this one.
  if (fault !== undefined) return fail(tools, order, fault, isMismatch(fault) ? placed.id : null);
  await tools.store.portal
    .updateTable('payment_orders')
    .set({ state: 'pending', bank_payment_id: placed.id, redirect_url: placed.confirmationUrl })
    .where('order_id', '=', order.order_id)
    .where('state', '=', 'initiated')
    .execute();
}

/** @returns the order at the bank, or why it takes none */
async function createAtBank(tools: PaymentTools, order: PaymentOrder, period: number): Promise<BankOrder | string> {
  try {
    return await tools.gateway.create({
      orderId: order.order_id,
      amount: minorUnits(order.amount),
      currency: tools.network.currency,
      purpose: purposeOf(order, period),
      returnUrl: `${tools.publicUrl}/payments/${order.order_id}`,
    });
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'BANK_REFUSED') throw error;
    tools.log.warn({ orderId: order.order_id }, 'the bank refused an order');
    return `BANK_REFUSED: ${error.message}`;
  }
}

async function askBank(tools: PaymentTools, order: PaymentOrder): Promise<void> {
  if (order.bank_payment_id === null) return;
  const found = await tools.gateway.fetch(order.bank_payment_id);
  if (found.state === 'pending') return isOver(tools, order) ? fail(tools, order, 'EXPIRED') : undefined;
  if (found.state !== 'succeeded') return fail(tools, order, found.state.toUpperCase());
  const fault = faultIn(tools, order, found);
  if (fault !== undefined)
    tools.log.error({ orderId: order.order_id, fault }, 'the bank holds another order than the portal');
  if (isMismatch(fault)) return noteMismatch(tools, { order, found, kind: fault });
  if (fault !== undefined) return fail(tools, order, fault);
  await tools.store.portal
    .updateTable('payment_orders')
    .set({ state: 'settled', paid_at: BigInt(found.paidAt ?? tools.nowSeconds()) })
    .where('order_id', '=', order.order_id)
    .where('state', '=', 'pending')
    .execute();
}

/** It ends without a payment. Should the bank have taken money for it all the same, its webhook or register tells. */
async function fail(
  tools: PaymentTools,
  order: PaymentOrder,
  failure: string,
  bankPaymentId = order.bank_payment_id,
): Promise<void> {
  await tools.store.portal
    .updateTable('payment_orders')
    .set({ state: 'failed', failure, bank_payment_id: bankPaymentId })
    .where('order_id', '=', order.order_id)
    .where('state', '=', order.state)
    .execute();
}

function isOver({ nowSeconds }: PaymentTools, order: PaymentOrder): boolean {
  return nowSeconds() > Number(order.created_at) + ORDER_LIVES_SECONDS;
}

type TermsMismatch = 'BANK_AMOUNT_MISMATCH' | 'BANK_CURRENCY_MISMATCH';

function isMismatch(fault: string | undefined): fault is TermsMismatch {
  return fault === 'BANK_AMOUNT_MISMATCH' || fault === 'BANK_CURRENCY_MISMATCH';
}

/** The order's one PAYMENT: kept by `say` before it is sent; what is refused is said again in its place until the ledger has it. */
async function recordPayment(tools: PaymentTools, order: PaymentOrder): Promise<void> {
  const recorded = await paymentOnLedger(tools.store, order);
  if (recorded !== undefined)
    return setOrder(tools, order, { state: 'recorded', payment_digest: recorded, failure: null });
  const purpose = `payment:${order.order_id}`;
  await tools.blocks.say(purpose, () => paymentOf(tools, order));
  const kept = await tools.blocks.find(purpose);
  if (kept?.state === 'refused' && order.failure === null) {
    tools.log.error(
      { orderId: order.order_id, error: kept.errorName },
      'the ledger refused a payment that the bank has settled',
    );
    await setOrder(tools, order, { failure: kept.errorName ?? 'Refused' });
  }
}

async function setOrder(
  tools: PaymentTools,
  order: PaymentOrder,
  change: { failure: string } | { state: 'recorded'; payment_digest: Hex; failure: null },
): Promise<void> {
  await tools.store.portal.updateTable('payment_orders').set(change).where('order_id', '=', order.order_id).execute();
}

async function paymentOf(tools: PaymentTools, order: PaymentOrder): Promise<Statement> {
  const invoice = await findPayable(tools.store.readModel, order.invoice_id);
  if (invoice === undefined)
    throw new InputError('INVOICE_UNKNOWN', `Invoice ${order.invoice_id} is not in the read model yet.`);
  const blinding = paymentBlinding(order);
  const content = encodePayment({
    amount: BigInt(order.amount),
    blinding,
    orderId: order.order_id,
    purpose: purposeOf(order, invoice.period),
  });
  const addressees = [await addressee(tools, invoice.issuer), await addressee(tools, invoice.subscriber)];
  const place = { ledger: invoice.ledger, kind: KIND.PAYMENT, subject: order.invoice_id };
  const context = envelopeContext(domainOf(tools.network), { ...place, from: tools.network.portal });
  const said = {
    invoiceId: order.invoice_id,
    paymentReference: saltedHash(fromHex(order.reference_salt), order.order_id),
    paidAt: BigInt(order.paid_at ?? tools.nowSeconds()),
    // Who orders a payment here is the subscriber of the bill.
    payer: invoice.subscriber,
  };
  const { networkHash } = domainOf(tools.network);
  const opening = { value: BigInt(order.amount), blinding };
  const proved = provePayment({ networkHash, ledger: invoice.ledger }, said, opening, {
    k: randomScalar(),
    s: randomScalar(),
  });
  const data = encodeData('PAYMENT', { ...proved, envelope: await sealEnvelope({ content, addressees, context }) });
  return { ...place, to: invoice.subscriber, data };
}

async function addressee(tools: PaymentTools, address: Hex): Promise<Addressee> {
  const row = await tools.store.readModel
    .selectFrom('participants')
    .select('encryption_key')
    .where('address', '=', address)
    .executeTakeFirst();
  if (row === undefined) throw new InputError('PARTICIPANT_UNKNOWN', `${address} has published no encryption key.`);
  return { address, encryptionKey: row.encryption_key };
}

/** What the bank shows: whose bill it is stands in the order alone. */
function purposeOf(order: PaymentOrder, period: number): string {
  const text = String(period);
  return `Оплата ЖКУ; период ${text.slice(4)}.${text.slice(0, 4)}; заказ ${order.order_id}`;
}

function faultIn(tools: PaymentTools, order: PaymentOrder, found: BankOrder): string | undefined {
  const { currency } = tools.network;
  return faultInTerms(
    { own: order.order_id, bank: order.bank_payment_id, amount: minorUnits(order.amount), currency },
    { own: found.orderId, bank: found.id, amount: found.amount, currency: found.currency },
  );
}
