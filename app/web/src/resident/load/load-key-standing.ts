import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import type { Api } from '../../api/api.ts';
import { keysSchema, type KeyStanding } from '../../api/keys-schema.ts';

/** How the keys of an own account stand; undefined where the portal knows no such account of this person. */
export async function loadKeyStanding(api: Api, account: Hex): Promise<KeyStanding | undefined> {
  const { keys } = await api.get('/api/keys', keysSchema);
  return keys.find((one) => same(one.account, account));
}
