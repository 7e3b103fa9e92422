import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import type { Api } from '../../api/api.ts';
import { networkSchema } from '../../api/schemas.ts';
import type { Participant } from '../../api/schemas.ts';
import type { ChainMemory } from '../../keys/heads.ts';
import type { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { checkStateAge } from '../check-state-age.ts';
import { proveHandovers } from './prove-handovers.ts';
import { loadDirectory } from './load-directory.ts';
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
  const directory = await loadDirectory(api, keyed);
  const standing = await loadWitnesses({ api, notBefore, network: keyed }, told.required);
  const witnesses = await chain.pinWitnesses(standing);
  const offered = sameWitnesses(standing, witnesses) ? {} : { offered: standing };
  const { participants, proved: state } = directory;
  // Where nobody counts as a witness, nothing proves an age.
  const named = witnesses.known.length > 0 ? witnesses : undefined;
  const fault = state && (await checkStateAge({ api, chain, network: keyed }, state, named, notBefore));
  const directoryFault = fault === undefined ? {} : { directoryFault: fault };
  return { network: keyed, directory: participants, ...directoryFault, witnesses, ...offered };
}
