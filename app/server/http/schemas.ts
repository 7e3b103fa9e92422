import { z } from 'zod';
import { LEDGERS } from '../../../core/domain/ledger/network.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import { receiptSchema, refusalSchema, seenSchema } from './light-client-schemas.ts';
import { address, channel, decimal, hash, headerFields, hex, link, publicBlock, seal, small } from './shapes.ts';
import { stateProof, storageProof, words } from './shapes.ts';

/** Request parts: checked, and turned into lower case. */
export const hexIn = (bytes: number): z.ZodPipe<z.ZodString, z.ZodTransform<`0x${string}`, string>> =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`), `must be 0x and ${bytes * 2} hex digits`)
    .transform((text) => parseHex(text, 'value', bytes));
export const addressIn = hexIn(20);
export const digestIn = hexIn(32);
export const timeIn = z.string().regex(/^(0|[1-9]\d{0,11})$/, 'must be unix seconds');
export const placeIn = z.string().regex(/^\d{1,9}(\.\d{1,9}){1,3}$/, 'must be the "next" of the page before');
export const limitIn = (max: number, usual: number): z.ZodDefault<z.ZodCoercedNumber<string>> =>
  z.coerce.number<string>().int().min(1).max(max).default(usual);
export const ledgerIn = z.union([z.enum(LEDGERS), addressIn]);
export const numberIn = z.string().regex(/^(0|[1-9]\d{0,14})$/, 'must be a decimal integer');

/** Answers. */
export const signedBlockSchema = z
  .strictObject({ ledger: address, block: z.strictObject(headerFields), signature: hex, data: hex })
  .meta({ id: 'SignedBlock', description: 'An internal block with its signature and data (docs/formats.md §2).' });

export const publicBlockSchema = z.strictObject(publicBlock).meta({ id: 'PublicBlock' });
export const recordedBlockSchema = z
  .strictObject({ ...publicBlock, data: hex, keys: z.array(signedBlockSchema).optional() })
  .meta({
    id: 'RecordedBlock',
    description: 'keys: where the sender ever changed its key, the KEY_ROTATE blocks that say so, oldest first.',
  });
export const wrapsSchema = z.strictObject({
  keyBlocks: z.array(signedBlockSchema),
  wraps: z.array(recordedBlockSchema),
});
export const blockStatusSchema = z
  .strictObject({
    digest: hash,
    state: z.enum(['unknown', 'queued', 'recorded', 'refused']),
    recorded: recordedBlockSchema.optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
    receipt: receiptSchema.optional(),
    refusal: refusalSchema.optional(),
    seen: z.array(seenSchema).optional(),
  })
  .meta({ id: 'BlockStatus' });

export const sealsSchema = z.strictObject({ seals: z.array(z.strictObject({ seal, header: hex })) });
export const proofSchema = z
  .strictObject({
    ledger: address,
    digest: hash,
    seal,
    header: hex,
    accountProof: z.array(hex),
    account: z.strictObject({ nonce: decimal, balance: decimal, storageHash: hash, codeHash: hash }),
    storage: z.strictObject({ head: storageProof, count: storageProof, position: storageProof }),
    invoice: z.array(storageProof).optional(),
    cosignatures: words,
  })
  .meta({
    id: 'Proof',
    description:
      'EIP-1186 proof at the newest sealed block: the ledger’s head, count and the block’s position; an invoice’s outstanding.',
  });

/** What `Premises` holds of an account's flats and their houses. */
export const ownPremisesSchema = z.strictObject({
  blocks: z.array(z.strictObject({ ...headerFields, kindName: z.string() })),
  flats: z.array(z.strictObject({ houseId: hash, flat: hash, said: z.array(recordedBlockSchema) })),
  houses: z.array(
    z.strictObject({ houseId: hash, lists: z.array(recordedBlockSchema), sum: recordedBlockSchema.nullable() }),
  ),
  proof: stateProof,
});

export const directorySchema = z.strictObject({
  proof: stateProof,
  participants: z.array(
    z.strictObject({
      address,
      role: small,
      roleName: z.enum(['provider', 'company', 'portal', 'collector']),
      encryptionKey: hex,
      name: z.string(),
      active: z.boolean(),
      enrolment: recordedBlockSchema,
      keyChange: recordedBlockSchema.nullable(),
    }),
  ),
});
export const blocksSchema = z.strictObject({ blocks: z.array(publicBlockSchema), next: z.string().nullable() });
const rateSchema = z.strictObject({
  provider: address,
  resource: small,
  zone: small,
  mantissa: decimal,
  exponent: z.number().int(),
  validFrom: decimal,
  recorded: recordedBlockSchema,
});
export const ratesSchema = z.strictObject({
  rates: z.array(rateSchema),
  withdrawn: z.array(rateSchema.extend({ withdrawal: recordedBlockSchema })),
});

export const meSchema = z.union([
  z.strictObject({ signedIn: z.literal(false), signInUrl: z.string() }),
  z.strictObject({
    signedIn: z.literal(true),
    displayName: z.string(),
    csrfToken: z.string(),
    premises: z.array(
      z.strictObject({
        premise: z.string(),
        address: z.string(),
        personalAccount: z.string(),
        subscriber: address.nullable(),
        enrolment: z.enum(['none', 'requested', 'enrolled', 'attested', 'active', 'suspended', 'refused']),
        reason: z.string().optional(),
      }),
    ),
  }),
]);
export const acceptedSchema = z.strictObject({ digest: hash, state: z.enum(['requested', 'queued']) });
export const contractsSchema = z.strictObject({
  contracts: z.array(
    z.strictObject({
      contractId: hash,
      resource: small,
      meterId: hash,
      subscriber: address,
      counterparty: address,
      startedBy: address,
      state: z.enum(['offered', 'copied', 'withdrawn', 'signed', 'cancelled']),
      offer: recordedBlockSchema,
      copies: z.array(recordedBlockSchema),
      cancels: z.array(recordedBlockSchema),
      withdrawal: recordedBlockSchema.nullable(),
      refunds: z.array(z.strictObject({ order: recordedBlockSchema, refund: recordedBlockSchema.nullable() })),
    }),
  ),
});
export const invoicesSchema = z.strictObject({
  invoices: z.array(
    z.strictObject({
      invoiceId: hash,
      issuer: address,
      contractId: hash,
      period: small,
      series: small,
      dueDate: decimal,
      ledgerName: z.enum(LEDGERS),
      state: z.enum(['issued', 'settled', 'carried', 'void']),
      replaces: hash.nullable(),
      invoice: recordedBlockSchema,
      payments: z.array(recordedBlockSchema),
      receipts: z.array(recordedBlockSchema),
      acts: z.array(recordedBlockSchema),
    }),
  ),
});
export const metersSchema = z.strictObject({
  meters: z.array(
    z.strictObject({
      meterId: hash,
      owner: address,
      provider: address,
      resource: small,
      unit: small,
      exponent: small,
      deviceId: hash,
      verifiedUntil: decimal,
      obis: z.array(hex),
      channels: z.array(channel),
      replacedBy: hash.nullable(),
      device: z.strictObject({ algorithm: small, x: hash, y: hash, trustClass: small }).nullable(),
      recorded: recordedBlockSchema,
      replacement: recordedBlockSchema.nullable(),
      revocation: recordedBlockSchema.nullable(),
      handovers: z.array(recordedBlockSchema),
      isOwn: z.boolean(),
    }),
  ),
  words: z.array(recordedBlockSchema),
});
export const readingsSchema = z.strictObject({
  frames: z.array(
    z.strictObject({
      digest: hash,
      batch: small,
      index: small,
      meterId: hash,
      obis: hex,
      channel,
      flags: small,
      sequence: decimal,
      time: decimal,
      previous: link,
      commitment: z.strictObject({ x: hash, y: hash }),
      payloadHash: hash,
      ciphertext: hex,
      frameHash: hash,
      algorithm: small,
    }),
  ),
  batches: z.array(
    z.strictObject({ digest: hash, batch: small, deviceId: hash, signature: hex, frameHashes: z.array(hash) }),
  ),
  periodKeys: z.array(
    z.strictObject({ digest: hash, deviceId: hash, meterId: hash, period: small, envelope: hex, deviceSignature: hex }),
  ),
  next: z.string().nullable(),
});
export const requestsSchema = z.strictObject({
  requests: z.array(
    z.strictObject({
      requestId: hash,
      meterId: hash,
      manual: z.boolean(),
      dueDate: decimal,
      from: address,
      state: z.enum(['open', 'answered']),
      answeredBy: hash.nullable(),
      recorded: recordedBlockSchema,
    }),
  ),
});
export const appealsSchema = z.strictObject({
  appeals: z.array(
    z.strictObject({
      appealId: hash,
      category: small,
      addressees: z.array(z.enum(['company', 'portal', 'provider'])),
      provider: address,
      about: hash,
      answers: z.array(z.strictObject({ from: address, outcome: small, recorded: recordedBlockSchema })),
      recorded: recordedBlockSchema,
    }),
  ),
});
export const problemSchema = z
  .strictObject({ type: z.string(), title: z.string(), status: small, code: z.string(), detail: z.string() })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details; `detail` can be shown to a resident.' });
