import { acceptKey } from '../../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../../core/domain/keys/key-statement.ts';
import type { Account } from '../../../../../core/domain/ledger/account.ts';
import type { Network } from '../../../../../core/domain/ledger/network.ts';
import type { Api } from '../../api/api.ts';
import type { KeyStanding } from '../../api/keys-schema.ts';
import { acceptedSchema } from '../../api/schemas.ts';

/** The key of the account is lost: asks the portal to name this one instead, which agrees to it by its signature. Both hands then say so, or do not. */
export async function askForKey(
  { api, network }: { api: Api; network: Network },
  { account, key: retiring }: Pick<KeyStanding, 'account' | 'key'>,
  next: Account,
): Promise<void> {
  const change = acceptKey(keyRegisterOf(network), next, { account, retiring });
  await api.post('/api/keys', { account, ...change }, acceptedSchema);
}
