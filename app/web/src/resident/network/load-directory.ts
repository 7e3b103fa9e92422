import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { checkDirectory } from '../../../../../core/domain/proof/check-directory.ts';
import { openStorage } from '../../../../../core/domain/proof/open-storage.ts';
import { checkDirectoryKey } from '../../../../../core/domain/resident/check-directory-key.ts';
import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { checkStateAge, type ProvedState } from '../check-state-age.ts';
import type { Resident } from '../resident.ts';
import type { Api } from '../../api/api.ts';
import { directorySchema, type Participant } from '../../api/schemas.ts';

/** `proof` and `state`: the block in which the ledger holds all this; none where the portal names nobody. */
type LoadedDirectory = { participants: Participant[]; proved?: ProvedState };

/** The portal's list may be a block behind the ledger that it proves: then both are asked for again before anybody is alarmed. */
const RETRIES = 3;
const RETRY_MS = 700;

/**
 * The organisations of the network, each with a key that it said itself, in the role, standing and under the newest key that the ledger holds.
 * How new that state is, `checkStateAge` finds out.
 * @throws InputError DIRECTORY_KEY_UNSIGNED, DIRECTORY_UNPROVED and those of `openStorage`
 */
export async function loadDirectory(api: Api, network: KeyedNetwork, retries = RETRIES): Promise<LoadedDirectory> {
  const { participants, proof } = await api.get('/api/directory', directorySchema);
  for (const participant of participants) checkDirectoryKey(network, participant);
  if (participants.length === 0) return { participants };
  if (proof === undefined)
    throw new InputError(
      'DIRECTORY_UNPROVED',
      'The portal shows no proof of its directory. Send nothing by this portal.',
    );
  const state = openStorage(network, network.contracts.participants, proof);
  try {
    checkDirectory(state, participants);
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'DIRECTORY_UNPROVED' || retries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return loadDirectory(api, network, retries - 1);
  }
  return { participants, proved: { proof, state } };
}

/**
 * The directory, and why it may be an old one: nothing is sealed for its keys then. A chain that had seen a newer head keeps to it.
 * @throws as `loadDirectory`
 */
export async function loadCheckedDirectory(
  resident: Pick<Resident, 'api' | 'chain' | 'network' | 'witnesses'>,
): Promise<Pick<Resident, 'directoryFault'> & { directory: Participant[] }> {
  const { api, chain, network, witnesses } = resident;
  const notBefore = (await chain.seen(network)).at(-1)?.seal.number ?? 0n;
  const { participants, proved } = await loadDirectory(api, network);
  // Where nobody counts as a witness, nothing proves an age.
  const named = witnesses.known.length > 0 ? witnesses : undefined;
  const fault = proved && (await checkStateAge({ api, chain, network }, proved, named, notBefore));
  return { directory: participants, ...(fault === undefined ? {} : { directoryFault: fault }) };
}
