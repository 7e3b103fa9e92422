import { z } from 'zod';

/** A payment order as the bank keeps it. `amount` is in whole minor units (kopecks). */
export const bankOrderSchema = z.object({
  id: z.string().min(1).max(100),
  orderId: z.string().min(1).max(100),
  /** reversed: the bank took back what had been paid. */
  state: z.enum(['pending', 'succeeded', 'cancelled', 'reversed']),
  amount: z.string().regex(/^[1-9]\d{0,14}$/),
  currency: z.string().length(3),
  /** Where the payer's browser is sent: a page, never a script. */
  confirmationUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** Unix seconds. */
  paidAt: z
    .string()
    .regex(/^\d{1,12}$/)
    .nullable(),
});
export type BankOrder = z.infer<typeof bankOrderSchema>;

/** Money that the bank gives back of a payment. `refundId` is the order's on the ledger; of its second and later parts with `-1`, `-2`, … */
export const bankRefundSchema = z.object({
  id: z.string().min(1).max(100),
  refundId: z.string().min(1).max(100),
  state: z.enum(['pending', 'succeeded', 'refused']),
  amount: bankOrderSchema.shape.amount,
  currency: bankOrderSchema.shape.currency,
  paidAt: bankOrderSchema.shape.paidAt,
  /** Why it was refused. */
  reason: z.string().max(500).nullable(),
});
export type BankRefund = z.infer<typeof bankRefundSchema>;

const moved = {
  id: bankOrderSchema.shape.id,
  amount: bankOrderSchema.shape.amount,
  currency: bankOrderSchema.shape.currency,
  paidAt: z.string().regex(/^\d{1,12}$/),
};
/** A page of the bank's register: money that came in or went back, by the bank's dates. */
export const bankRegisterSchema = z.object({
  payments: z.array(
    z.object({ ...moved, orderId: z.string().min(1).max(100), state: z.enum(['succeeded', 'reversed']) }),
  ),
  refunds: z.array(z.object({ ...moved, refundId: z.string().min(1).max(100), paymentId: z.string().min(1).max(100) })),
  /** Where the next page begins; null behind the last one. */
  next: z.string().max(100).nullable(),
});
export type RegisteredPayment = z.infer<typeof bankRegisterSchema>['payments'][number];
export type RegisteredRefund = z.infer<typeof bankRegisterSchema>['refunds'][number];
export type BankRegister = { payments: RegisteredPayment[]; refunds: RegisteredRefund[] };

/** What the bank tells by webhook: only that an order changed; the order itself is always fetched again. */
export const bankEventSchema = z.strictObject({
  eventId: z.string().min(8).max(100),
  type: z.enum([
    ...(['payment.pending', 'payment.succeeded', 'payment.cancelled', 'payment.reversed'] as const),
    ...(['refund.succeeded', 'refund.refused'] as const),
  ]),
  /** The bank's name of the payment or refund, and the one that it was ordered by. */
  paymentId: z.string().min(1).max(100),
  orderId: z.string().min(1).max(100),
  /** Unix seconds. */
  occurredAt: z.string().regex(/^\d{1,12}$/),
});
/** `deliveryId` names one delivery; the bank repeats an event under a new one until it is acknowledged. */
export type BankEvent = z.infer<typeof bankEventSchema> & { deliveryId: string };

/** Who moves the money. The state services name people and take no money, so this is a port of its own. */
export type PaymentGateway = {
  /** The same `orderId` again answers the order that exists. @throws TransientError BANK_UNREACHABLE; InputError BANK_REFUSED */
  create(order: {
    orderId: string;
    amount: string;
    currency: string;
    purpose: string;
    returnUrl: string;
  }): Promise<BankOrder>;
  /** @throws TransientError BANK_UNREACHABLE; InputError BANK_REFUSED */
  fetch(bankPaymentId: string): Promise<BankOrder>;
  /** The same `refundId` again answers what became of it. @throws TransientError BANK_UNREACHABLE; InputError BANK_REFUSED */
  refund(wish: {
    refundId: string;
    paymentId: string;
    amount: string;
    currency: string;
    purpose: string;
  }): Promise<BankRefund>;
  /** @throws TransientError BANK_UNREACHABLE; InputError BANK_REFUSED */
  fetchRefund(bankRefundId: string): Promise<BankRefund>;
  /** What the bank's own register has of payments and refunds from one second on to before another. @throws TransientError BANK_UNREACHABLE; InputError BANK_REFUSED */
  register(range: { from: bigint; to: bigint }): Promise<BankRegister>;
  /** The event of a webhook's raw body. @throws InputError WEBHOOK_FORGED; TransientError BANK_UNREACHABLE when the bank's key cannot be had */
  verify(body: string): Promise<BankEvent>;
};
