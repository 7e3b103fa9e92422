import type { Network } from '../../../../core/domain/network.ts';
import type { Api } from '../api/api.ts';
import { directorySchema, networkSchema } from '../api/schemas.ts';
import type { Participant } from '../api/schemas.ts';
import type { ChainMemory } from '../keys/heads.ts';

/** The network as this browser met it first; refuses another one under the same portal. */
export async function loadNetwork(args: {
  api: Api;
  chain: ChainMemory;
}): Promise<{ network: Network; directory: Participant[] }> {
  const [{ network }, { participants }] = await Promise.all([
    args.api.get('/api/network', networkSchema),
    args.api.get('/api/directory', directorySchema),
  ]);
  return { network: await args.chain.pin(network), directory: participants };
}
