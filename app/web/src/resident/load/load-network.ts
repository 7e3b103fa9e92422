import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import type { Api } from '../../api/api.ts';
import { networkSchema } from '../../api/schemas.ts';
import type { Participant } from '../../api/schemas.ts';
import type { ChainMemory } from '../../keys/heads.ts';
import { loadDirectory } from './load-directory.ts';
import { sameWitnesses, usualWitnesses, type TrustedWitnesses } from '../witness-policy.ts';

type LoadedNetwork = {
  network: KeyedNetwork;
  directory: Participant[];
  witnesses: TrustedWitnesses;
  offered?: TrustedWitnesses;
};

/** The network and its witnesses as this browser met them first; refuses another network under the same portal. */
export async function loadNetwork(args: { api: Api; chain: ChainMemory }): Promise<LoadedNetwork> {
  const { network, handovers, witnesses: told } = await args.api.get('/api/network', networkSchema);
  const pinned = await args.chain.pin(network);
  const participants = await loadDirectory(args.api, pinned);
  // A portal without a list may add suppliers from day to day; only a list is worth keeping.
  const named = told !== undefined && told.known.length > 0 ? told : undefined;
  const witnesses = (await args.chain.pinWitnesses(named)) ?? usualWitnesses(participants);
  const offered = named !== undefined && !sameWitnesses(named, witnesses) ? { offered: named } : {};
  const keyed = { ...pinned, handovers: await args.chain.learn(pinned, handovers) };
  return { network: keyed, directory: participants, witnesses, ...offered };
}
