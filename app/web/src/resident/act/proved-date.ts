import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { dateByHead } from '../../../../../core/domain/ledger/date-by-head.ts';
import { provedTime } from '../../../../../core/domain/seal/proved-time.ts';
import type { z } from 'zod';
import type { Seal } from '../../../../../core/domain/seal/seal.ts';
import { headSchema } from '../../api/head-schema.ts';
import { sealsSchema } from '../../api/schemas.ts';
import { now, type Resident } from '../resident.ts';
import { seeSeal } from '../see-seal.ts';
import { policyOf } from '../witness-policy.ts';

type Head = z.infer<typeof headSchema>['head'];
type Asking = Pick<Resident, 'api' | 'network' | 'chain' | 'witnesses'>;

/**
 * Unix seconds to date an own block with: by the newest head that the company sealed and witnesses saw, never before one that this browser saw, and by this
 * device's clock only within the minute that a head may be old.
 * @throws InputError HEAD_MISSING, and those of `seeSeal`
 */
export async function provedDate(resident: Asking): Promise<bigint> {
  const { network, witnesses } = resident;
  const { seal, cosignatures } = await newestHead(resident);
  const proved = provedTime({ network, seal, cosignatures, policy: policyOf(witnesses) });
  const seen = await sealedTime(resident, seal);
  return dateByHead(now(), proved > seen ? proved : seen);
}

/**
 * The date of the newest sealed block, unix seconds: no later one is dated before it.
 * @throws InputError HEAD_MISSING, and those of `seeSeal`
 */
export async function chainTime(resident: Asking): Promise<bigint> {
  return sealedTime(resident, (await newestHead(resident)).seal);
}

async function sealedTime(resident: Asking, seal: Seal): Promise<bigint> {
  await seeSeal(resident, seal);
  return (await resident.chain.seen(resident.network)).at(-1)?.seal.timestamp ?? 0n;
}

async function newestHead({ api }: Asking): Promise<{ seal: Seal; cosignatures: Head['cosignatures'] }> {
  const { head } = await api.get('/api/network', headSchema);
  const { seals } = await api.get(`/api/seals?from=${head.number}&limit=1`, sealsSchema);
  const seal = seals[0]?.seal;
  if (seal?.number !== head.number)
    throw new InputError(
      'HEAD_MISSING',
      `The portal names block ${head.number} as the newest, and shows no seal of it.`,
    );
  return { seal, cosignatures: head.cosignatures };
}
