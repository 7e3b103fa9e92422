import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import type { Api } from '../../api/api.ts';
import { networkSchema } from '../../api/schemas.ts';
import type { Participant } from '../../api/schemas.ts';
import type { ChainMemory } from '../../keys/heads.ts';
import type { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { proveHandovers } from './prove-handovers.ts';
import { loadCheckedDirectory } from './load-directory.ts';
import { loadWitnesses } from './load-witnesses.ts';
import { sameWitnesses, type TrustedWitnesses } from '../witness-policy.ts';

export type LoadedNetwork = {
  network: KeyedNetwork;
  directory: Participant[];
  directoryFault?: InputError;
  witnesses: TrustedWitnesses;
  offered?: TrustedWitnesses;
};

/** The network, and its witnesses by the ledger's register, as this browser met them first; refuses another network under the same portal. */
export async function loadNetwork(args: { api: Api; chain: ChainMemory }): Promise<LoadedNetwork> {
  const { network, handovers, witnesses: told } = await args.api.get('/api/network', networkSchema);
  const pinned = await args.chain.pin(network);
  const { api, chain } = args;
  const known = await chain.learn(pinned, []);
  const proved = await proveHandovers(api, pinned, known, handovers);
  const keyed = { ...pinned, handovers: await chain.learn(pinned, proved) };
  const notBefore = (await chain.seen(keyed)).at(-1)?.seal.number ?? 0n;
  const standing = await loadWitnesses({ api, notBefore, network: keyed }, told.required);
  const witnesses = await chain.pinWitnesses(standing);
  const offered = sameWitnesses(standing, witnesses) ? {} : { offered: standing };
  return {
    network: keyed,
    ...(await loadCheckedDirectory({ api, chain, network: keyed, witnesses })),
    witnesses,
    ...offered,
  };
}
