import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { dateByHead } from '../../../../../core/domain/ledger/date-by-head.ts';
import { provedTime } from '../../../../../core/domain/seal/proved-time.ts';
import { headSchema } from '../../api/head-schema.ts';
import { sealsSchema } from '../../api/schemas.ts';
import { now, type Resident } from '../resident.ts';
import { seeSeal } from '../see-seal.ts';
import { policyOf } from '../witness-policy.ts';

/**
 * Unix seconds to date an own block with: by the newest head that the company sealed and witnesses saw, never before one that this browser saw, and by this
 * device's clock only within the minute that a head may be old.
 * @throws InputError HEAD_MISSING, and those of `seeSeal`
 */
export async function provedDate(resident: Pick<Resident, 'api' | 'network' | 'chain' | 'witnesses'>): Promise<bigint> {
  const { api, network, chain, witnesses } = resident;
  const { head } = await api.get('/api/network', headSchema);
  const { seals } = await api.get(`/api/seals?from=${head.number}&limit=1`, sealsSchema);
  const seal = seals[0]?.seal;
  if (seal?.number !== head.number)
    throw new InputError(
      'HEAD_MISSING',
      `The portal names block ${head.number} as the newest, and shows no seal of it.`,
    );
  const proved = provedTime({ network, seal, cosignatures: head.cosignatures, policy: policyOf(witnesses) });
  await seeSeal(resident, seal);
  const seen = (await chain.seen(network)).at(-1)?.seal.timestamp ?? 0n;
  return dateByHead(now(), proved > seen ? proved : seen);
}
