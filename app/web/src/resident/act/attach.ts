import { z } from 'zod';
import { signedBlockToJson } from '../../../../../core/domain/ledger/internal-block.ts';
import { signEnrol, type Enrolling } from './enrol.ts';

const answer = z.strictObject({ attached: z.boolean() });

/**
 * Proves whose key this is to a portal whose database is older than the enrolment. Nothing of it goes to the ledger.
 * @returns whether the ledger has the account, which the portal then knows again
 */
export async function attach(enrolling: Enrolling): Promise<boolean> {
  const signed = await signEnrol(enrolling, undefined);
  return (await enrolling.api.post('/api/attachment', signedBlockToJson(signed), answer)).attached;
}
