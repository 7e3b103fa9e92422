import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import {
  internalBlockDigest,
  signedBlockFromJson,
  checkSignedBlock,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, ledgerNameOf } from '../../../core/domain/ledger/network.ts';
import { addressesOf } from '../accounts/accounts.ts';
import { premisesOf } from '../accounts/enrolment.ts';
import { enrolmentRoutes } from '../accounts/enrolment-routes.ts';
import { keyNow } from '../read/key-blocks.ts';
import { readKeyChanges } from '../read/read-key-changes.ts';
import type { OwnBlocksJson } from '../read/proofs/own-blocks.ts';
import type { OwnPremisesJson } from '../read/proofs/own-premises.ts';
import { requestRekey } from '../statements/request-rekey.ts';
import { readAppeals, readRequests } from '../read/read-appeals.ts';
import { readContracts } from '../read/read-contracts.ts';
import { readInvoices } from '../read/read-invoices.ts';
import { readMeters, readMeterWords } from '../read/read-meters.ts';
import { readWraps } from '../read/read-wraps.ts';
import { readReadings } from '../read/read-readings.ts';
import { publicRoute, residentRoute } from './define-route.ts';
import {
  acceptedSchema,
  appealsSchema,
  contractsSchema,
  invoicesSchema,
  meSchema,
  metersSchema,
  ownPremisesSchema,
  readingsSchema,
  wrapsSchema,
} from './schemas.ts';
import { addressIn, digestIn, hexIn, limitIn, placeIn, requestsSchema, signedBlockSchema, timeIn } from './schemas.ts';
import { keysSchema, ownBlocksSchema } from './shapes.ts';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import type { EnrolmentTools } from '../accounts/enrolment.ts';
import type { Session } from '../identity/sessions.ts';
import type { PortalBlocks } from '../statements/portal-blocks.ts';
import type { Route } from './define-route.ts';

/** A lost key: what the new one signed (docs/formats.md §2, REKEY). */
const rekeySchema = z.strictObject({
  account: addressIn,
  key: addressIn,
  encryptionKey: hexIn(64),
  acceptance: hexIn(65),
});

/** @param nowSeconds by the ledgers' clock */
export type ResidentTools = EnrolmentTools & {
  blocks: PortalBlocks;
  nowSeconds: () => number;
  ownBlocks: (account: Hex, own: readonly Hex[]) => Promise<OwnBlocksJson[]>;
  ownPremises: (account: Hex) => Promise<OwnPremisesJson>;
};

/** What a resident sees of their own, and the way of their internal blocks to the queue. */
export function residentRoutes(tools: ResidentTools): Route[] {
  const { readModel, accounts, outbox } = tools;
  const ownAddresses = async (session: Session): Promise<Hex[]> =>
    addressesOf(await accounts.ofIdentity(session.identity));
  const ownAccount = async (session: Session, account: Hex): Promise<Hex> => {
    if ((await ownAddresses(session)).includes(account)) return account;
    throw new InputError('NOT_YOURS', `${account} is not an address of your personal account.`);
  };
  return [
    publicRoute({
      method: 'get',
      path: '/api/me',
      summary: 'Who is signed in, and how far the enrolment of their premises is.',
      answer: meSchema,
      async handle({ session }) {
        if (session === undefined) return { body: { signedIn: false, signInUrl: '/auth/sign-in' } };
        const { identity, csrfToken } = session;
        const premises = await premisesOf(tools, identity);
        return { body: { signedIn: true, displayName: identity.displayName, csrfToken, premises } };
      },
    }),
    ...enrolmentRoutes(tools),
    residentRoute({
      method: 'post',
      path: '/api/blocks',
      summary:
        'Carries an internal block that one of this person’s addresses signed; kept until it is recorded or refused.',
      body: signedBlockSchema,
      answer: acceptedSchema,
      status: 202,
      async handle({ session, body }) {
        const signed = signedBlockFromJson(body);
        await checkCarried(tools, signed, await ownAddresses(session));
        return { body: { digest: carry(tools, outbox, signed), state: 'queued' } };
      },
    }),
    residentRoute({
      method: 'get',
      path: '/api/keys',
      summary: 'Which keys sign for own accounts, and which are to: the old one may object until then.',
      answer: keysSchema,
      async handle({ session }) {
        const own = await ownAddresses(session);
        return { body: { keys: await readKeyChanges(readModel, own, tools.nowSeconds()) } };
      },
    }),
    residentRoute({
      method: 'post',
      path: '/api/keys',
      summary: 'The key of an own account is lost: the portal asks the company to name this one with it.',
      body: rekeySchema,
      answer: acceptedSchema,
      status: 202,
      async handle({ session, body }) {
        const own = await ownAddresses(session);
        return { body: { digest: await requestRekey(tools, own, body), state: 'requested' } };
      },
    }),
    residentRoute({
      method: 'get',
      path: '/api/own-blocks',
      summary:
        'All blocks of meters, of the ledgers with lists, and of the register of participants, that concern an own account, in their order, and the proof that these are all.',
      query: z.strictObject({ account: addressIn }),
      answer: ownBlocksSchema,
      handle: async ({ session, query }) => ({
        body: {
          ledgers: await tools.ownBlocks(await ownAccount(session, query.account), await ownAddresses(session)),
        },
      }),
    }),
    residentRoute({
      method: 'get',
      path: '/api/premises',
      summary: 'All that is said of the flats of an own account and of their houses, and the proof that this is all.',
      query: z.strictObject({ account: addressIn }),
      answer: ownPremisesSchema,
      handle: async ({ session, query }) => ({
        body: await tools.ownPremises(await ownAccount(session, query.account)),
      }),
    }),
    residentRoute({
      method: 'get',
      path: '/api/wraps',
      summary: 'What was wrapped again for an own account since a key of it was lost, and the blocks that say so.',
      query: z.strictObject({ account: addressIn }),
      answer: wrapsSchema,
      handle: async ({ session, query }) => ({
        body: await readWraps(readModel, await ownAccount(session, query.account)),
      }),
    }),
    residentRoute({
      method: 'get',
      path: '/api/contracts',
      summary: 'Own contracts with offers, copies and cancellations.',
      answer: contractsSchema,
      handle: async ({ session }) => ({
        body: { contracts: await readContracts(readModel, await ownAddresses(session)) },
      }),
    }),
    residentRoute({
      method: 'get',
      path: '/api/invoices',
      summary: 'Own invoices of both ledgers with payments and receipts, newest first.',
      answer: invoicesSchema,
      handle: async ({ session }) => ({
        body: { invoices: await readInvoices(readModel, await ownAddresses(session)) },
      }),
    }),
    residentRoute({
      method: 'get',
      path: '/api/meters',
      summary: 'Own meters with their registers and devices, and all that was said of them.',
      answer: metersSchema,
      async handle({ session }) {
        const own = await ownAddresses(session);
        return { body: { meters: await readMeters(readModel, own), words: await readMeterWords(readModel, own) } };
      },
    }),
    residentRoute({
      method: 'get',
      path: '/api/readings',
      summary: 'Frames of own meters as ciphertexts, their batches and the wrapped period keys, oldest first.',
      query: z.strictObject({
        meterId: digestIn.optional(),
        fromTime: timeIn.optional(),
        toTime: timeIn.optional(),
        after: placeIn.optional(),
        limit: limitIn(500, 200),
      }),
      answer: readingsSchema,
      handle: async ({ session, query }) => ({
        body: await readReadings(readModel, await ownAddresses(session), query),
      }),
    }),
    residentRoute({
      method: 'get',
      path: '/api/requests',
      summary: 'Requests for readings of own meters, newest first.',
      answer: requestsSchema,
      handle: async ({ session }) => ({
        body: { requests: await readRequests(readModel, await ownAddresses(session)) },
      }),
    }),
    residentRoute({
      method: 'get',
      path: '/api/appeals',
      summary: 'Own appeals with the answers of each addressee, newest first.',
      answer: appealsSchema,
      handle: async ({ session }) => ({ body: { appeals: await readAppeals(readModel, await ownAddresses(session)) } }),
    }),
  ];
}

/** What one address may have under way through the portal. */
const UNDER_WAY_MAX = 200;

/**
 * Durable before it is answered; the same block again is the same row.
 * @throws InputError TOO_MANY_BLOCKS: what waits is kept until it is delivered, so one address must not have any number
 */
function carry(tools: EnrolmentTools, outbox: Outbox, signed: SignedBlock): Hex {
  const digest = internalBlockDigest(domainOf(tools.network), signed.ledger, signed.block);
  if (outbox.find(digest).length === 0 && outbox.pending(signed.block.from) >= UNDER_WAY_MAX) {
    throw new InputError(
      'TOO_MANY_BLOCKS',
      'Too many blocks of this address are on their way. Wait until they are taken.',
    );
  }
  return outbox.put(signed, digest);
}

/** @throws InputError LEDGER_UNKNOWN, NOT_YOURS, USE_ENROLMENT, and what checkSignedBlock finds */
async function checkCarried(tools: ResidentTools, signed: SignedBlock, own: readonly Hex[]): Promise<void> {
  if (ledgerNameOf(tools.network, signed.ledger) === undefined) {
    throw new InputError('LEDGER_UNKNOWN', `${signed.ledger} is no ledger of this network.`);
  }
  if (signed.block.kind === KIND.ENROL) {
    throw new InputError(
      'USE_ENROLMENT',
      'Send an enrolment to POST /api/enrolment, so that the portal can attest it.',
    );
  }
  if (!own.includes(signed.block.from)) {
    throw new InputError('NOT_YOURS', `${signed.block.from} is not an address of your personal account.`);
  }
  const { key } = await keyNow(tools.readModel, signed.block.from, tools.nowSeconds());
  checkSignedBlock(domainOf(tools.network), signed, (signer) => signer === key);
}
