import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { addressesOf } from '../accounts/accounts.ts';
import { placeOrder } from '../payments/advance-payments.ts';
import { keepOrder } from '../payments/keep-order.ts';
import { mismatchesOf, type Mismatch } from '../payments/mismatches/list-mismatches.ts';
import { findOrder, findPayable } from '../payments/payment-orders.ts';
import { residentRoute } from './define-route.ts';
import { orderSchema, ordersSchema } from './payment-schemas.ts';
import { digestIn } from './schemas.ts';
import type { Accounts, PersonalAccount } from '../accounts/accounts.ts';
import type { Session } from '../identity/sessions.ts';
import type { PaymentTools } from '../payments/advance-payments.ts';
import type { PaymentOrder } from '../payments/payment-orders.ts';
import type { Route } from './define-route.ts';

const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{1,64}$/;
const amountIn = z.string().regex(/^[1-9]\d{0,23}$/, 'must be a decimal integer in 10^-12 of the currency unit');

/** Paying: the resident's wish becomes an order at the bank, and the bank's word a PAYMENT on the ledger. */
export function paymentRoutes(args: { tools: PaymentTools; accounts: Accounts; wake: () => void }): Route[] {
  const { tools, accounts } = args;
  const { store } = tools;
  const shown = async (order: PaymentOrder): Promise<z.input<typeof orderSchema>> =>
    orderJson(order, await mismatchesOf(store, [order.order_id]));
  return [
    residentRoute({
      method: 'post',
      path: '/api/payments',
      summary: 'Orders the payment of an own invoice at the bank.',
      body: z.strictObject({
        invoiceId: digestIn,
        amount: amountIn,
        /** How many payments of the invoice that stand the payer has seen. */
        paymentsSeen: z.number().int().min(0).default(0),
      }),
      answer: orderSchema,
      status: 201,
      async handle({ session, body, request }) {
        const key = request.get('idempotency-key');
        if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
          throw new InputError('INPUT_INVALID', 'Idempotency-Key must be 1 to 64 letters, digits, - or _.');
        }
        const account = await payer(tools, accounts, session, body.invoiceId);
        const { order, isNew } = await keepOrder({
          store,
          names: tools.names,
          accountId: account.accountId,
          invoiceId: body.invoiceId,
          amount: BigInt(body.amount),
          paymentsSeen: body.paymentsSeen,
          idempotencyKey: key,
          nowSeconds: tools.nowSeconds(),
        });
        // An order that the bank has not heard of, for example because it was away, is brought to it now.
        if (order.state === 'initiated') await placeOrder(tools, order);
        args.wake();
        return { status: isNew ? 201 : 200, body: await shown((await findOrder(store, order.order_id)) ?? order) };
      },
    }),
    residentRoute({
      method: 'get',
      path: '/api/payments',
      summary: 'Own payment orders, newest first.',
      answer: ordersSchema,
      async handle({ session }) {
        const ids = (await accounts.ofIdentity(session.identity)).map((account) => account.accountId);
        const orders =
          ids.length === 0
            ? []
            : await store.portal
                .selectFrom('payment_orders')
                .selectAll()
                .where('account_id', 'in', ids)
                .orderBy('created_at', 'desc')
                .orderBy('order_id')
                .execute();
        const mismatches = await mismatchesOf(
          store,
          orders.map(({ order_id }) => order_id),
        );
        return { body: { payments: orders.map((order) => orderJson(order, mismatches)) } };
      },
    }),
    residentRoute({
      method: 'get',
      path: '/api/payments/:orderId',
      summary: 'One of the own payment orders.',
      params: z.strictObject({ orderId: z.uuid() }),
      answer: orderSchema,
      async handle({ session, params }) {
        const ids = (await accounts.ofIdentity(session.identity)).map((account) => account.accountId);
        const order = await findOrder(store, params.orderId);
        if (order === undefined || !ids.includes(order.account_id)) {
          throw new InputError('ORDER_UNKNOWN', `You have no payment order ${params.orderId}.`);
        }
        return { body: await shown(order) };
      },
    }),
  ];
}

/** The account whose invoice it is. @throws InputError INVOICE_UNKNOWN (also for others' invoices), INVOICE_SETTLED, INVOICE_CLOSED */
async function payer(
  tools: PaymentTools,
  accounts: Accounts,
  session: Session,
  invoiceId: `0x${string}`,
): Promise<PersonalAccount> {
  const invoice = await findPayable(tools.store.readModel, invoiceId);
  const own = await accounts.ofIdentity(session.identity);
  const account = own.find((one) => invoice !== undefined && addressesOf([one]).includes(invoice.subscriber));
  if (invoice === undefined || account === undefined)
    throw new InputError('INVOICE_UNKNOWN', `You have no invoice ${invoiceId}.`);
  if (invoice.state === 'settled')
    throw new InputError('INVOICE_SETTLED', 'This invoice is paid in full. Nothing is left to pay.');
  if (invoice.state !== 'issued')
    throw new InputError(
      'INVOICE_CLOSED',
      'This invoice is withdrawn, or what was left of it is in a later one. Pay that.',
    );
  return account;
}

function orderJson(order: PaymentOrder, mismatches: readonly Mismatch[]): z.input<typeof orderSchema> {
  return {
    orderId: order.order_id,
    invoiceId: order.invoice_id,
    amount: order.amount,
    state: order.state,
    createdAt: order.created_at,
    redirectUrl: order.redirect_url,
    paymentDigest: order.payment_digest,
    failure: order.failure,
    isReversed: order.reversal === 'confirmed' || order.reversal === 'recorded',
    mismatches: mismatches
      .filter(({ orderId }) => orderId === order.order_id)
      .map(({ kind, amount, currency, state }) => ({ kind, amount, currency, state })),
  };
}
