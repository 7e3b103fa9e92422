import { z } from 'zod';
import { hex, integer, recordedSchema, signedSchema } from './recorded-schema.ts';

/** How the keys of own accounts stand, by the portal (docs/api.md). What it leaves out or makes up moves nothing: the ledger takes the living key alone. */
export const keysSchema = z.object({
  keys: z.array(
    z.object({
      account: hex,
      key: hex,
      waiting: z.object({ key: hex, from: integer }).nullable(),
      proposed: z.array(z.object({ key: hex, by: hex, until: integer })),
      objected: z.array(z.object({ key: hex, at: integer })),
    }),
  ),
});
export type KeyStanding = z.infer<typeof keysSchema>['keys'][number];

/** What was wrapped again for an own account since a key of it was lost, and the blocks by which its keys changed. */
export const wrapsSchema = z.object({ keyBlocks: z.array(signedSchema), wraps: z.array(recordedSchema) });
