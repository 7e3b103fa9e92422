import { z } from 'zod';

const receiptFields = {
  digest: z.string().regex(/^0x[0-9a-f]{64}$/),
  head: z.string().regex(/^\d+$/),
  headSeal: z.string().regex(/^0x[0-9a-f]{64}$/),
  byBlock: z.string().regex(/^\d+$/),
  byTime: z.string().regex(/^\d+$/),
  before: z.string().regex(/^0x[0-9a-f]{64}$/),
  signature: z.string().regex(/^0x[0-9a-f]{130}$/),
};
/** The company's promise about one block. */
export const receiptSchema = z.strictObject(receiptFields);

/** Answer of `GET /api/promises`. */
export const promisesSchema = z.strictObject({
  promises: z.array(
    z.strictObject({
      ...receiptFields,
      state: z.enum(['pending', 'recorded', 'refused']),
    }),
  ),
  next: z.string().regex(/^\d+$/),
});
