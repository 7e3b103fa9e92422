import { z } from 'zod';
import { decimal, hash } from './shapes.ts';

export const orderSchema = z
  .strictObject({
    orderId: z.string(),
    invoiceId: hash,
    amount: decimal,
    state: z.enum(['initiated', 'pending', 'settled', 'recorded', 'failed']),
    createdAt: decimal,
    redirectUrl: z.string().nullable(),
    paymentDigest: hash.nullable(),
    failure: z.string().nullable(),
    isReversed: z.boolean(),
  })
  .meta({ id: 'Order' });
export const ordersSchema = z.strictObject({ payments: z.array(orderSchema) });
