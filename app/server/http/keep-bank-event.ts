import express from 'express';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { findOrder, keepEvent } from '../payments/payment-orders.ts';
import { restoreOrder } from '../payments/reconcile/restore-order.ts';
import type { RequestHandler } from 'express';
import type { PaymentTools } from '../payments/advance-payments.ts';

const TYPE = 'application/jose';

/**
 * `POST /webhooks/bank`: a compact JWS as the raw body. 200 only after the event is kept; what it says is then asked of the bank itself,
 * and becomes a payment in payments/advance-payments.ts.
 * @throws InputError CONTENT_TYPE_UNSUPPORTED, WEBHOOK_FORGED, WEBHOOK_REPLAYED, ORDER_UNKNOWN, and TransientError BANK_UNREACHABLE; nothing is changed then
 */
export function keepBankEvent(tools: PaymentTools, wake: () => void): RequestHandler[] {
  return [
    (request, _response, next) => {
      // Without a content type nothing would be read, and an empty body is nobody's message.
      if (request.is(TYPE) !== TYPE)
        throw new InputError('CONTENT_TYPE_UNSUPPORTED', `Send the signed message as ${TYPE}.`);
      next();
    },
    express.text({ type: TYPE, limit: '64kb' }),
    async (request, response) => {
      const body: unknown = request.body;
      if (typeof body !== 'string') throw new InputError('WEBHOOK_FORGED', 'The message is refused: it is empty.');
      const event = await tools.gateway.verify(body.trim());
      const isPayment = event.type.startsWith('payment.');
      if (isPayment && (await findOrder(tools.store, event.orderId)) === undefined) await restoreOrder(tools, event);
      const isNew = await keepEvent(tools.store, event, tools.nowSeconds());
      tools.log.info({ orderId: event.orderId, type: event.type, isNew }, 'bank event');
      response.status(200).json({ ok: true });
      if (isNew) wake();
    },
  ];
}
