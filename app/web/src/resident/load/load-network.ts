import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import type { Api } from '../../api/api.ts';
import { networkSchema } from '../../api/schemas.ts';
import type { Participant } from '../../api/schemas.ts';
import type { ChainMemory } from '../../keys/heads.ts';
import { loadDirectory } from './load-directory.ts';
import { loadWitnesses } from './load-witnesses.ts';
import { sameWitnesses, type TrustedWitnesses } from '../witness-policy.ts';

type LoadedNetwork = {
  network: KeyedNetwork;
  directory: Participant[];
  witnesses: TrustedWitnesses;
  offered?: TrustedWitnesses;
};

/** The network, and its witnesses by the ledger's register, as this browser met them first; refuses another network under the same portal. */
export async function loadNetwork(args: { api: Api; chain: ChainMemory }): Promise<LoadedNetwork> {
  const { network, handovers, witnesses: told } = await args.api.get('/api/network', networkSchema);
  const pinned = await args.chain.pin(network);
  const participants = await loadDirectory(args.api, pinned);
  const keyed = { ...pinned, handovers: await args.chain.learn(pinned, handovers) };
  const standing = await loadWitnesses({ ...args, network: keyed }, told.required);
  const witnesses = await args.chain.pinWitnesses(standing);
  const offered = sameWitnesses(standing, witnesses) ? {} : { offered: standing };
  return { network: keyed, directory: participants, witnesses, ...offered };
}
