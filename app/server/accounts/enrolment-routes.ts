import { z } from 'zod';
import { signedBlockFromJson } from '../../../core/domain/ledger/internal-block.ts';
import { residentRoute, type Route } from '../http/define-route.ts';
import { acceptedSchema, signedBlockSchema } from '../http/schemas.ts';
import { attachAccount } from './attach-account.ts';
import { requestEnrolment, type EnrolmentTools } from './enrolment.ts';

/** How a signed-in person gets an account, or gets it again. @param tools `nowSeconds` by the ledgers' clock */
export function enrolmentRoutes(tools: EnrolmentTools & { nowSeconds: () => number }): Route[] {
  return [
    residentRoute({
      method: 'post',
      path: '/api/enrolment',
      summary: 'Takes a signed ENROL for an own premise; the portal attests it once it is recorded.',
      body: signedBlockSchema,
      answer: acceptedSchema,
      status: 202,
      async handle({ session, body }) {
        const digest = await requestEnrolment(tools, session.identity, signedBlockFromJson(body));
        return { body: { digest, state: 'requested' } };
      },
    }),
    residentRoute({
      method: 'post',
      path: '/api/attachment',
      summary:
        'Takes a fresh ENROL as proof of the key of an account that the ledger has and the portal’s database has lost; it is not sent to the ledger.',
      body: signedBlockSchema,
      answer: z.strictObject({ attached: z.boolean() }),
      handle: async ({ session, body }) => ({
        body: { attached: await attachAccount(tools, session.identity, signedBlockFromJson(body)) },
      }),
    }),
  ];
}
