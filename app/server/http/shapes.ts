import { z } from 'zod';
import { LEDGERS } from '../../../core/domain/ledger/network.ts';

/** What answers are made of. */
export const hex = z.string().regex(/^0x([0-9a-f]{2})*$/);
export const address = z.string().regex(/^0x[0-9a-f]{40}$/);
export const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
export const channel = z.string().regex(/^0x[0-9a-f]{8}$/);
export const link = z.string().regex(/^0x[0-9a-f]{32}$/);
export const decimal = z.string().regex(/^(0|[1-9]\d*)$/);
export const small = z.number().int();

export const headerFields = {
  from: address,
  to: address,
  timestamp: decimal,
  kind: small,
  subject: hash,
  dataHash: hash,
  replaces: hash,
};

/** An internal block as every answer shows it, without its data. */
export const publicBlock = {
  ledger: address,
  ledgerName: z.enum(LEDGERS),
  digest: hash,
  position: decimal,
  head: hash,
  blockNumber: small,
  logIndex: small,
  blockTimestamp: decimal,
  transactionHash: hash,
  block: z.strictObject({ ...headerFields, kindName: z.string() }),
  signature: hex,
};

export const keysSchema = z.strictObject({
  keys: z.array(
    z.strictObject({
      account: address,
      key: address,
      waiting: z.strictObject({ key: address, from: decimal }).nullable(),
      proposed: z.array(z.strictObject({ actHash: hash, key: address, by: address, until: decimal })),
      objected: z.array(z.strictObject({ key: address, at: decimal })),
    }),
  ),
});

/** What a light client checks. */
export const seal = z
  .strictObject({ number: decimal, parentSeal: hash, blockHash: hash, timestamp: decimal, r: decimal, signature: hex })
  .meta({ id: 'Seal' });
export const words = z.array(
  z.strictObject({ witness: address, number: decimal, sealHash: hash, time: decimal, signature: hex }),
);
export const storageProof = z.strictObject({ key: hash, value: hash, proof: z.array(hex) });
export const stateProof = z
  .strictObject({
    seal,
    header: hex,
    accountProof: z.array(hex),
    nodes: z.array(hex),
    cosignatures: words,
  })
  .meta({ id: 'StateProof', description: 'EIP-1186 proof of one contract’s storage, each node once.' });
/** Of a ledger, what concerns one account. */
export const ownBlocksSchema = z.strictObject({
  ledgers: z.array(
    z.strictObject({
      ledger: address,
      blocks: z.array(z.strictObject({ ...headerFields, kindName: z.string() })),
      proof: stateProof,
    }),
  ),
});
const lostKey = z.strictObject({
  headSeal: hash,
  headTime: decimal,
  time: decimal,
  words: z.array(hex),
  proof: z.strictObject({ seal, header: hex, accountProof: z.array(hex), nodes: z.array(hex) }),
});
export const handover = z.strictObject({
  number: decimal,
  next: address,
  validFrom: decimal,
  validUntil: decimal,
  signature: hex,
  acceptance: hex,
  lost: lostKey.optional(),
});
