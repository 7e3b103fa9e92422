import type { LostKey } from '../../../../../core/domain/crypto/lost-key.ts';
import { readLostKey } from '../../../../../core/domain/keys/read-lost-key.ts';
import { wrapsSchema } from '../../api/keys-schema.ts';
import { now, type Resident } from '../resident.ts';

/**
 * Whether a key of this account was lost, and what was wrapped again since, by signed blocks; undefined where none was lost. That the portal keeps none of
 * them back, `loadLeftOut` finds out.
 * @throws InputError those of `readLostKey`
 */
export async function loadLostKey(
  resident: Pick<Resident, 'api' | 'network' | 'account'>,
): Promise<LostKey | undefined> {
  const { api, network, account } = resident;
  const { keyBlocks, wraps } = await api.get(`/api/wraps?account=${account.address}`, wrapsSchema);
  return readLostKey({ network, account, keyBlocks, wraps, now: now() });
}
