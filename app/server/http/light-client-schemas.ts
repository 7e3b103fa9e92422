import { z } from 'zod';
import { address, decimal, handover, hash, hex, seal, small, words } from './shapes.ts';

const receiptFields = {
  ...{ digest: hash, key: address, head: decimal, headSeal: hash, byBlock: decimal, byTime: decimal, before: hash },
  signature: z.string().regex(/^0x[0-9a-f]{130}$/),
};
/** The company's promise about one block. */
export const receiptSchema = z.strictObject(receiptFields);
/** Its signed refusal of one. */
export const refusalSchema = z.strictObject({
  digest: hash,
  code: z.string(),
  head: decimal,
  time: decimal,
  signature: hex,
});
/** A witness's word that one lay before it. */
export const seenSchema = z.strictObject({ witness: address, digest: hash, time: decimal, signature: hex });

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

/** Answer of `GET /api/handovers`. */
export const handoverBlocksSchema = z.strictObject({
  blocks: z.array(z.strictObject({ seal, header: hex, receipts: z.array(hex) })),
});

/** Answer of `GET /api/network`. */
const headFields = { number: decimal, sealHash: hash, blockHash: hash, timestamp: decimal };
export const networkSchema = z.strictObject({
  network: z.record(z.string(), z.unknown()),
  handovers: z.array(handover),
  head: z.strictObject({ ...headFields, cosignatures: words }),
  portal: address,
  witnesses: z.strictObject({ required: small }),
});

/** Answer of `GET /api/witnesses`. */
export const witnessesSchema = z.strictObject({
  seal,
  header: hex,
  accountProof: z.array(hex),
  nodes: z.array(hex),
  names: z.record(z.string(), z.string()),
});
