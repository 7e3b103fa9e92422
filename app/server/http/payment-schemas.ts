import { z } from 'zod';
import { MISMATCH_KINDS } from '../database/portal-tables.ts';
import { decimal, hash } from './shapes.ts';

export const orderSchema = z
  .strictObject({
    orderId: z.string(),
    invoiceId: hash,
    amount: decimal,
    state: z.enum(['initiated', 'pending', 'settled', 'recorded', 'failed', 'mismatch']),
    createdAt: decimal,
    redirectUrl: z.string().nullable(),
    paymentDigest: hash.nullable(),
    failure: z.string().nullable(),
    isReversed: z.boolean(),
    /** Money at the bank that is not what the order asked for, in whole minor units of its currency. */
    mismatches: z.array(
      z.strictObject({
        kind: z.enum(MISMATCH_KINDS),
        amount: decimal,
        currency: z.string(),
        state: z.enum(['open', 'returning', 'returned', 'counted']),
      }),
    ),
  })
  .meta({ id: 'Order' });
export const ordersSchema = z.strictObject({ payments: z.array(orderSchema) });
