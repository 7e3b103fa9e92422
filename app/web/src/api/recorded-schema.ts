import { z } from 'zod';
import { parseHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Recorded } from '../../../../core/domain/resident/recorded.ts';

export const hex = z.string().transform((text): Hex => parseHex(text, 'a value of the portal'));
export const integer = z
  .string()
  .regex(/^-?\d{1,78}$/)
  .transform((text) => BigInt(text));

/** An internal block as it was signed, without its data. */
export const headerSchema = z.object({
  from: hex,
  to: hex,
  timestamp: integer,
  kind: z.number(),
  subject: hex,
  dataHash: hex,
  replaces: hex,
});

const signedFields = {
  ledger: hex,
  block: headerSchema,
  signature: hex,
  data: hex,
};
export const signedSchema = z.object(signedFields);

export const recordedSchema = z
  .object({
    digest: hex,
    position: integer,
    blockNumber: z.number(),
    blockTimestamp: integer,
    ...signedFields,
    keys: z.array(signedSchema).optional(),
  })
  .transform(({ ledger, digest, position, block, signature, data, keys, blockTimestamp }): RecordedBlock => ({
    digest,
    position,
    signed: { ledger, block, signature, data },
    ...(keys === undefined ? {} : { keys }),
    recordedAt: blockTimestamp,
  }));
/** `recordedAt` = unix seconds of the sealed block. */
export type RecordedBlock = Recorded & { recordedAt: bigint };
