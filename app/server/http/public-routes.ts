import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { ledgerNameOf, networkToJson } from '../../../core/domain/ledger/network.ts';
import { messageOfContractError } from '../../../core/chain/contract-errors.ts';
import { blockWords, type BlockWords } from '../read/block-words.ts';
import { slotsOfParticipant } from '../../../core/domain/proof/participant-state.ts';
import { readHandoverBlocks } from '../read/proofs/handover-blocks.ts';
import { readStateProof } from '../read/proofs/state-proof.ts';
import { readHandovers, readProof, readSeals } from '../read/light-client.ts';
import { readBlock, readBlocks, readDirectory, readRates } from '../read/read-public.ts';
import { publicRoute } from './define-route.ts';
import { handoverBlocksSchema, networkSchema, promisesSchema, witnessesSchema } from './light-client-schemas.ts';
import { addressIn, digestIn, ledgerIn, limitIn, numberIn, placeIn } from './schemas.ts';
import { blocksSchema, blockStatusSchema, directorySchema, proofSchema, ratesSchema, sealsSchema } from './schemas.ts';
import type { Kysely } from 'kysely';
import type { ChainClient } from '../../../core/chain/chain-client.ts';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { CosignatureCollector } from '../read/collect-cosignatures.ts';
import type { WitnessRegister } from '../read/witness-register.ts';
import type { Route } from './define-route.ts';

export type BlockStatusJson = {
  digest: Hex;
  state: 'unknown' | 'queued' | 'recorded' | 'refused';
  recorded?: unknown;
  error?: { name: string; message: string };
} & BlockWords;

/** How long an answer about the newest block is held for its witnesses, who have it within moments. */
const HEAD_WAIT_MS = 400;

/** What needs no session: the network, its light-client service and what everyone may see of the ledgers. */
export function publicRoutes(args: {
  readModel: Kysely<ReadModelTables>;
  client: ChainClient;
  outbox: Outbox;
  witnesses: Pick<WitnessRegister, 'proof'>;
  /** How many of the witnesses have to vouch for a head that residents believe to be the newest. */
  cosignaturesRequired: number;
  cosignatures: CosignatureCollector;
  portal: Hex;
  names: () => ReadonlyMap<Hex, string>;
}): Route[] {
  const { readModel, client, outbox, cosignatures } = args;
  return [
    publicRoute({
      method: 'get',
      path: '/api/network',
      summary:
        'What to trust of this network, the handovers of its seal key, how many witnesses to ask for, and its newest sealed block.',
      answer: networkSchema,
      async handle() {
        const { number, sealHash, blockHash, timestamp } = await client.headInfo();
        const head = {
          number: number.toString(),
          sealHash,
          blockHash,
          timestamp: timestamp.toString(),
          cosignatures: await cosignatures({ number, sealHash }, HEAD_WAIT_MS),
        };
        const witnesses = { required: args.cosignaturesRequired };
        const handovers = await readHandovers(client);
        return { body: { network: networkToJson(client.network), handovers, head, portal: args.portal, witnesses } };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/witnesses',
      summary: 'Proof at the newest sealed block of who stands as a witness, and names of their owners.',
      answer: witnessesSchema,
      handle: async () => ({
        body: { ...(await args.witnesses.proof()), names: Object.fromEntries(args.names()) },
      }),
    }),
    publicRoute({
      method: 'get',
      path: '/api/directory',
      summary: 'Company, providers, portal and collector with their encryption keys; never a resident.',
      answer: directorySchema,
      async handle() {
        const participants = await readDirectory(readModel, args.names());
        const slots = participants.flatMap(({ address }) => slotsOfParticipant(address));
        const proof = await readStateProof({ client, cosignatures }, client.network.contracts.participants, slots);
        return { body: { participants, proof } };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/handovers',
      summary: 'The sealed blocks that recorded the handovers of the seal key, in their order, with their receipts.',
      answer: handoverBlocksSchema,
      async handle() {
        const { participants } = client.network.contracts;
        return { body: { blocks: await readHandoverBlocks(readModel, participants, client) } };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/seals',
      summary: 'Seals and headers of consecutive external blocks, from the portal’s replica.',
      query: z.strictObject({ from: numberIn.default('0'), limit: limitIn(500, 100) }),
      answer: sealsSchema,
      handle: async ({ query }) => ({ body: { seals: await readSeals(client, BigInt(query.from), query.limit) } }),
    }),
    publicRoute({
      method: 'get',
      path: '/api/proof/:ledger/:digest',
      summary:
        'Proof at the newest sealed block that a ledger holds an internal block, and of an invoice’s outstanding.',
      params: z.strictObject({ ledger: ledgerIn, digest: digestIn }),
      query: z.strictObject({ invoice: digestIn.optional() }),
      answer: proofSchema,
      async handle({ params, query }) {
        const ledger = ledgerAddress(client, params.ledger);
        return { body: await readProof({ client, cosignatures }, ledger, params.digest, query.invoice) };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/blocks',
      summary: 'What everyone may see of the ledgers: parties, kinds, hashes and heads, oldest first.',
      query: z.strictObject({ after: placeIn.optional(), limit: limitIn(200, 100) }),
      answer: blocksSchema,
      handle: async ({ query }) => ({ body: await readBlocks(readModel, { after: query.after, limit: query.limit }) }),
    }),
    publicRoute({
      method: 'get',
      path: '/api/blocks/:digest',
      summary: 'What became of an internal block.',
      params: z.strictObject({ digest: digestIn }),
      answer: blockStatusSchema,
      handle: async ({ params }) => ({ body: await blockStatus(args, params.digest, outbox) }),
    }),
    publicRoute({
      method: 'get',
      path: '/api/promises',
      summary: 'The company’s signed promises about blocks that the portal handed to its queue, oldest first.',
      query: z.strictObject({ after: numberIn.default('0'), limit: limitIn(500, 100) }),
      answer: promisesSchema,
      async handle({ query }) {
        const { receipts, next } = outbox.receipts(Number(query.after), query.limit);
        return { body: { promises: receipts, next: next.toString() } };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/rates',
      summary: 'Public rates by date, and those that were withdrawn.',
      query: z.strictObject({ provider: addressIn.optional() }),
      answer: ratesSchema,
      handle: async ({ query }) => ({ body: await readRates(readModel, query.provider) }),
    }),
  ];
}

function ledgerAddress(client: ChainClient, nameOrAddress: string): Hex {
  const { contracts } = client.network;
  const found = Object.entries(contracts).find(
    ([name, address]) => name === nameOrAddress || address === nameOrAddress,
  )?.[1];
  if (found === undefined || ledgerNameOf(client.network, found) === undefined) {
    throw new InputError(
      'LEDGER_UNKNOWN',
      `${nameOrAddress} is no ledger of this network. GET /api/network lists them.`,
    );
  }
  return found;
}

/** Recorded counts once the read model has it, so that what follows from it can be read at once. */
async function blockStatus(
  args: { readModel: Kysely<ReadModelTables>; client: ChainClient },
  digest: Hex,
  outbox: Outbox,
): Promise<BlockStatusJson> {
  const recorded = await readBlock(args.readModel, digest);
  if (recorded !== undefined) {
    const receipt = outbox.receipt(digest);
    return { digest, state: 'recorded', recorded, ...(receipt === undefined ? {} : { receipt }) };
  }
  const entry = outbox.find(digest)[0];
  const words = entry === undefined ? {} : await blockWords({ outbox, client: args.client }, digest);
  if (entry?.state === 'refused') {
    const name = entry.errorName ?? 'Refused';
    return {
      ...words,
      digest,
      state: 'refused',
      error: { name, message: entry.errorMessage ?? 'The ledger refused the block.' },
    };
  }
  if (entry !== undefined) return { ...words, digest, state: 'queued' };
  const status = await args.client.status(digest);
  if (status.state === 'refused') {
    const { name, args: values } = status.error;
    return { digest, state: 'refused', error: { name, message: messageOfContractError(name, values) } };
  }
  return { digest, state: status.state === 'unknown' ? 'unknown' : 'queued' };
}
