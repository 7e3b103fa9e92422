import { z } from 'zod';
import { cosignaturesSchema } from './head-schema.ts';
import type { Frame } from '../../../../core/domain/reading/frame.ts';
import { fromHex } from '../../../../core/domain/bytes/hex.ts';
import { parseNetwork } from '../../../../core/domain/ledger/network.ts';
import { parseHandovers } from '../../../../core/domain/seal/seal-keys.ts';
import type { OwnFrame } from '../../../../core/domain/reading/open-readings.ts';
import { headerSchema, hex, integer, recordedSchema } from './recorded-schema.ts';

/** What the portal answers (docs/api.md), parsed into the domain's types. Unknown members are ignored: a newer portal may say more. */
const sealSchema = z.object({
  number: integer,
  parentSeal: hex,
  blockHash: hex,
  timestamp: integer,
  r: integer,
  signature: hex,
});

export const networkSchema = z.object({
  network: z.unknown().transform((json) => parseNetwork(json)),
  handovers: z.unknown().transform((json) => (json === undefined ? [] : parseHandovers(json))),
  witnesses: z.object({ required: z.number().int().min(0) }),
});

export const stateProofSchema = z.object({
  seal: sealSchema,
  header: hex,
  accountProof: z.array(hex),
  nodes: z.array(hex),
  cosignatures: cosignaturesSchema,
});
export const handoverBlocksSchema = z.object({
  blocks: z.array(z.object({ seal: sealSchema, header: hex, receipts: z.array(hex) })),
});

export const directorySchema = z.object({
  proof: stateProofSchema.optional(),
  participants: z.array(
    z.object({
      address: hex,
      roleName: z.enum(['provider', 'company', 'portal', 'collector']),
      encryptionKey: hex,
      name: z.string(),
      active: z.boolean(),
      enrolment: recordedSchema,
      keyChange: recordedSchema.nullable(),
    }),
  ),
});
export type Participant = z.infer<typeof directorySchema>['participants'][number];

export const sealsSchema = z.object({ seals: z.array(z.object({ seal: sealSchema })) });

const slotSchema = z.object({ key: hex, proof: z.array(hex) });
export const witnessesSchema = z.object({
  seal: sealSchema,
  header: hex,
  accountProof: z.array(hex),
  nodes: z.array(hex),
  names: z.record(z.string(), z.string()),
});

export const proofSchema = z
  .object({
    seal: sealSchema,
    header: hex,
    accountProof: z.array(hex),
    storage: z.object({ head: slotSchema, count: slotSchema, position: slotSchema }),
    invoice: z.array(slotSchema).optional(),
    cosignatures: cosignaturesSchema,
  })
  .transform(({ storage, invoice = [], ...proof }) => ({
    ...proof,
    storageProofs: [storage.head, storage.count, storage.position, ...invoice],
  }));

export const ownBlocksSchema = z.object({
  ledgers: z.array(z.object({ ledger: hex, blocks: z.array(headerSchema), proof: stateProofSchema })),
});

export const blockStatusSchema = z.object({
  digest: hex,
  state: z.enum(['unknown', 'queued', 'recorded', 'refused']),
  error: z.object({ name: z.string(), message: z.string() }).nullish(),
  /** Signed words, each read by its own parser. */
  receipt: z.unknown().optional(),
  refusal: z.unknown().optional(),
  seen: z.unknown().optional(),
});

/** All that was said of rates; which of them are left, the signed blocks show together. */
export const ratesSchema = z
  .object({
    rates: z.array(z.object({ recorded: recordedSchema })),
    withdrawn: z.array(z.object({ recorded: recordedSchema, withdrawal: recordedSchema })),
  })
  .transform(({ rates, withdrawn }) => [
    ...rates.map(({ recorded }) => recorded),
    ...withdrawn.flatMap(({ recorded, withdrawal }) => [recorded, withdrawal]),
  ]);

export const contractsSchema = z.object({
  contracts: z.array(
    z.object({
      contractId: hex,
      resource: z.number(),
      counterparty: hex,
      state: z.enum(['offered', 'copied', 'withdrawn', 'signed', 'cancelled']),
      offer: recordedSchema,
      copies: z.array(recordedSchema),
      cancels: z.array(recordedSchema),
      withdrawal: recordedSchema.nullable(),
      refunds: z.array(z.object({ order: recordedSchema, refund: recordedSchema.nullable() })),
    }),
  ),
});
export type ContractRecord = z.infer<typeof contractsSchema>['contracts'][number];

export const invoicesSchema = z.object({
  invoices: z.array(
    z.object({
      invoiceId: hex,
      issuer: hex,
      contractId: hex,
      period: z.number(),
      series: z.number(),
      dueDate: integer,
      state: z.enum(['issued', 'settled', 'carried', 'void']),
      invoice: recordedSchema,
      payments: z.array(recordedSchema),
      receipts: z.array(recordedSchema),
      acts: z.array(recordedSchema),
    }),
  ),
});
export type InvoiceRecord = z.infer<typeof invoicesSchema>['invoices'][number];

const algorithm = z.union([z.literal(1), z.literal(2)]);

export const metersSchema = z.object({
  meters: z.array(
    z.object({
      meterId: hex,
      provider: hex,
      resource: z.number(),
      unit: z.number(),
      exponent: z.number(),
      deviceId: hex,
      obis: z.array(hex),
      replacedBy: hex.nullable(),
      device: z.object({ algorithm, x: hex, y: hex, trustClass: z.number() }).nullable(),
      recorded: recordedSchema,
      replacement: recordedSchema.nullable(),
      revocation: recordedSchema.nullable(),
      handovers: z.array(recordedSchema),
      isOwn: z.boolean(),
    }),
  ),
  words: z.array(recordedSchema),
});
export type Meter = z.infer<typeof metersSchema>['meters'][number];

const frameSchema = z
  .object({
    meterId: hex,
    obis: hex,
    channel: hex,
    flags: z.number(),
    sequence: integer,
    time: integer,
    previous: hex,
    commitment: z.object({ x: hex, y: hex }),
    payloadHash: hex,
    ciphertext: hex,
    algorithm,
  })
  .transform(({ meterId, obis, ciphertext, commitment, ...rest }) => ({
    meterId,
    obis,
    ciphertext: fromHex(ciphertext),
    frame: { ...rest, commitment: { x: BigInt(commitment.x), y: BigInt(commitment.y) } },
  }));

export const readingsSchema = z.object({
  frames: z.array(frameSchema),
  batches: z.array(
    z.object({ deviceId: hex, signature: hex.transform((text) => fromHex(text)), frameHashes: z.array(hex) }),
  ),
  periodKeys: z.array(z.object({ deviceId: hex, meterId: hex, period: z.number(), envelope: hex })),
  next: z.string().nullable(),
});
export type ReadingsPage = z.infer<typeof readingsSchema>;

/** The domain is the same for all frames of a network; the portal leaves it out. */
export function ownFrameOf(parsed: ReadingsPage['frames'][number], domain: Uint8Array): OwnFrame {
  const frame: Frame = { ...parsed.frame, domain };
  return { ...parsed, frame };
}

export const requestsSchema = z.object({
  requests: z.array(
    z.object({
      requestId: hex,
      meterId: hex,
      manual: z.boolean(),
      dueDate: integer,
      from: hex,
      state: z.enum(['open', 'answered']),
      recorded: recordedSchema,
    }),
  ),
});
export type ReadingRequest = z.infer<typeof requestsSchema>['requests'][number];

export const appealsSchema = z.object({
  appeals: z.array(
    z.object({
      appealId: hex,
      category: z.number(),
      addressees: z.array(z.enum(['company', 'portal', 'provider'])),
      provider: hex,
      about: hex,
      answers: z.array(z.object({ from: hex, outcome: z.number(), recorded: recordedSchema })),
      recorded: recordedSchema,
    }),
  ),
});
export type AppealRecord = z.infer<typeof appealsSchema>['appeals'][number];

export const orderSchema = z.object({
  orderId: z.string(),
  invoiceId: hex,
  amount: integer,
  state: z.enum(['initiated', 'pending', 'settled', 'recorded', 'failed', 'mismatch']),
  createdAt: integer,
  redirectUrl: z.string().nullable(),
  /** Why it failed. */
  failure: z.string().nullish(),
  /** The bank took the money back after it was recorded. */
  isReversed: z.boolean().default(false),
  /** Money at the bank that is not what was ordered, in whole minor units of its currency. */
  mismatches: z
    .array(
      z.object({
        kind: z.enum([
          'BANK_AMOUNT_MISMATCH',
          'BANK_CURRENCY_MISMATCH',
          'PAID_LATE',
          'PAID_AFTER_CANCEL',
          'PAID_TWICE',
          'ISSUER_REFUSED',
        ]),
        amount: integer,
        currency: z.string(),
        state: z.enum(['open', 'returning', 'returned', 'counted']),
      }),
    )
    .default([]),
});
export type Order = z.infer<typeof orderSchema>;

export const acceptedSchema = z.object({ digest: hex, state: z.string() });
export const premisesSchema = z.object({
  blocks: z.array(headerSchema),
  flats: z.array(z.object({ houseId: hex, flat: hex, said: z.array(recordedSchema) })),
  houses: z.array(z.object({ houseId: hex, lists: z.array(recordedSchema), sum: recordedSchema.nullable() })),
  proof: stateProofSchema,
});
