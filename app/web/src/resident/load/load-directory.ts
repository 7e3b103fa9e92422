import { checkDirectoryKey } from '../../../../../core/domain/resident/check-directory-key.ts';
import type { Network } from '../../../../../core/domain/ledger/network.ts';
import type { Api } from '../../api/api.ts';
import { directorySchema, type Participant } from '../../api/schemas.ts';

/** The organisations of the network, each with a key that it said itself. @throws InputError DIRECTORY_KEY_UNSIGNED */
export async function loadDirectory(api: Api, network: Network): Promise<Participant[]> {
  const { participants } = await api.get('/api/directory', directorySchema);
  for (const participant of participants) checkDirectoryKey(network, participant);
  return participants;
}
