import { z } from 'zod';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';

const hex = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/)
  .transform((text) => text as Hex);

/** Who is signed in: all that is asked before anything is shown, and so without the code that reads ledgers. */
export const meSchema = z.discriminatedUnion('signedIn', [
  z.object({ signedIn: z.literal(false), signInUrl: z.string() }),
  z.object({
    signedIn: z.literal(true),
    displayName: z.string(),
    csrfToken: z.string(),
    premises: z.array(
      z.object({
        premise: z.string(),
        address: z.string(),
        personalAccount: z.string(),
        subscriber: hex.nullable(),
        enrolment: z.enum(['none', 'requested', 'enrolled', 'attested', 'active', 'suspended', 'refused']),
        reason: z.string().optional(),
      }),
    ),
  }),
]);
export type Me = z.infer<typeof meSchema>;
export type SignedInMe = Extract<Me, { signedIn: true }>;
export type Premise = SignedInMe['premises'][number];

export const problemSchema = z.object({
  code: z.string(),
  detail: z.string().optional(),
  title: z.string().optional(),
});
