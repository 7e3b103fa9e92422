import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { compareWithRebuilt } from '../indexer/rebuild-read-model.ts';
import { dumpReadModel } from '../indexer/dump-read-model.ts';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { publicRoute } from '../http/define-route.ts';
import { addressIn, digestIn } from '../http/schemas.ts';
import {
  compared,
  decidedAnswer,
  disputesAnswer,
  lettersAnswer,
  openActsAnswer,
  REFUND_NAME,
  said,
} from './operator-answers.ts';
import type { FollowClient } from '../../../core/chain/follow.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Decided, Dispute, Releasing, Settling } from '../payments/disputed-refunds.ts';
import type { PortalLetter } from '../statements/list-letters.ts';
import type { OpenAct } from '../statements/confirm-acts.ts';
import type { AccountStatement, FlatStatement } from '../statements/state-premises.ts';
import type { Route } from '../http/define-route.ts';
import type { Store } from '../database/store.ts';

/** `reference`: of the register's entry; the same one again is the same block. */
const ofFlat = {
  houseId: digestIn,
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  reference: z.string().min(1).max(100),
};

const ofRefund = z.strictObject({ refundId: z.string().regex(REFUND_NAME) });
const reference = z.string().min(1).max(100);

type Args = {
  store: Store;
  client: FollowClient;
  answer: (answer: { appealId: Hex; text: string; to?: Hex | undefined }) => Promise<Hex>;
  letters: () => Promise<PortalLetter[]>;
  openActs: () => Promise<OpenAct[]>;
  stateFact: (fact: FlatStatement) => Promise<Hex>;
  stateAccount: (word: AccountStatement) => Promise<Hex>;
  disputes: () => Promise<Dispute[]>;
  settle: (said: Settling) => Promise<Decided>;
  release: (said: Releasing) => Promise<Decided>;
  decide: (decision: { actHash: Hex; decision: 'confirm' | 'refuse' }) => Promise<Hex>;
};

/** For whoever runs the portal; they have a port of their own (operator-app.ts). */
export function operatorRoutes(args: Args): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/operator/read-model',
      summary: 'The whole read model as text, for comparison and search.',
      async handle({ response }) {
        const dump = await dumpReadModel(args.store.readModel);
        response.type('text/plain').set('X-Read-Model-Hash', dump.hash).send(dump.text);
        return {};
      },
    }),
    publicRoute({
      method: 'get',
      path: '/operator/database',
      summary:
        'A copy of the embedded database, for a backup (`domledger backup`); PostgreSQL is copied by its own tools.',
      async handle({ response }) {
        if (args.store.copy === undefined)
          throw new InputError(
            'DATABASE_ELSEWHERE',
            'This portal keeps its database in PostgreSQL. Copy it by pg_dump.',
          );
        response.type('application/gzip').send(Buffer.from(await args.store.copy()));
        return {};
      },
    }),
    publicRoute({
      method: 'post',
      path: '/operator/read-model/compare',
      summary: 'Writes the read model again from block 0 beside the live one and compares.',
      answer: compared,
      handle: async () => ({ body: await compareWithRebuilt(args) }),
    }),
    publicRoute({
      method: 'post',
      path: '/operator/appeals/:appealId/answers',
      summary: 'The portal’s answer to an appeal; with `to`, who is to be asked instead.',
      params: z.strictObject({ appealId: digestIn }),
      body: z.strictObject({
        text: z.string().min(1).max(10_000),
        to: addressIn.optional(),
      }),
      answer: said,
      status: 202,
      handle: async ({ params, body }) => ({
        body: { digest: await args.answer({ appealId: params.appealId, ...body }) },
      }),
    }),
    publicRoute({
      method: 'get',
      path: '/operator/letters',
      summary: 'Letters to the portal, the oldest first, each with its text and the day on which its answer is due.',
      answer: lettersAnswer,
      handle: async () => ({ body: { letters: await args.letters() } }),
    }),
    publicRoute({
      method: 'get',
      path: '/operator/acts',
      summary:
        'What the company proposed and the portal has to confirm or refuse: meters’ new owners, meters that sign by themselves, lists of houses, other keys for accounts, and witnesses that come or go.',
      answer: openActsAnswer,
      handle: async () => ({ body: { acts: await args.openActs() } }),
    }),
    publicRoute({
      method: 'post',
      path: '/operator/acts/:actHash',
      summary: 'The portal’s word on an act of the company.',
      params: z.strictObject({ actHash: digestIn }),
      body: z.strictObject({ decision: z.enum(['confirm', 'refuse']) }),
      answer: said,
      status: 202,
      handle: async ({ params, body }) => ({ body: { digest: await args.decide({ ...params, ...body }) } }),
    }),
    publicRoute({
      method: 'post',
      path: '/operator/flats/:flat/facts',
      summary:
        'What the portal has in its registers of a flat, from a day on: a commitment on the ledger, opened for resident and billers.',
      params: z.strictObject({ flat: digestIn }),
      body: z.strictObject({
        ...ofFlat,
        quantity: z.enum(['area', 'residents', 'share', 'privilege']),
        /** In 0.01 m², persons, 10⁻⁹ or as docs/formats.md §2 says; null ends it. */
        value: z
          .string()
          .regex(/^(0|[1-9]\d{0,17})$/)
          .nullable(),
      }),
      answer: said,
      status: 202,
      handle: async ({ params, body }) => ({ body: { digest: await args.stateFact({ ...params, ...body }) } }),
    }),
    publicRoute({
      method: 'post',
      path: '/operator/flats/:flat/account',
      summary: 'Which account answers for a flat from a day on; null: nobody.',
      params: z.strictObject({ flat: digestIn }),
      body: z.strictObject({ ...ofFlat, account: addressIn.nullable() }),
      answer: said,
      status: 202,
      handle: async ({ params, body }) => ({ body: { digest: await args.stateAccount({ ...params, ...body }) } }),
    }),
    ...refundRoutes(args),
  ];
}

function refundRoutes(args: Pick<Args, 'disputes' | 'settle' | 'release'>): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/operator/refunds',
      summary: 'Refunds of which the bank holds something else than the portal asked for, the oldest first.',
      answer: disputesAnswer,
      handle: async () => ({ body: { disputes: await args.disputes() } }),
    }),
    publicRoute({
      method: 'post',
      path: '/operator/refunds/:refundId/settle',
      summary: 'What the bank gave back of a disputed refund, by its own word and reference.',
      params: ofRefund,
      body: z.strictObject({
        amount: z.string().regex(/^[1-9]\d{0,14}$/),
        paidAt: z.string().regex(/^\d{1,12}$/),
        reference,
      }),
      answer: decidedAnswer,
      handle: async ({ params, body }) => ({
        body: await args.settle({
          ...params,
          amount: BigInt(body.amount) * AMOUNT_PER_MINOR,
          paidAt: BigInt(body.paidAt),
          reference: body.reference,
        }),
      }),
    }),
    publicRoute({
      method: 'post',
      path: '/operator/refunds/:refundId/release',
      summary:
        'That the bank gave nothing back of a disputed refund and is not going to, by its own word and reference.',
      params: ofRefund,
      body: z.strictObject({ reference }),
      answer: decidedAnswer,
      handle: async ({ params, body }) => ({ body: await args.release({ ...params, ...body }) }),
    }),
  ];
}
