import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { Addressee } from '../../../../../core/domain/crypto/envelope.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import type { Participant } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';
import { loadCheckedDirectory } from './load-directory.ts';

type Knowing = Pick<Resident, 'api' | 'network' | 'chain' | 'witnesses' | 'directory' | 'directoryFault'>;

/**
 * Organisations to seal something for, in the order of the addresses. One that joined after the directory was read is asked for once more.
 * @throws InputError PARTICIPANT_UNKNOWN, and why the directory may be an old one
 */
export async function loadParticipants(resident: Knowing, addresses: readonly Hex[]): Promise<Participant[]> {
  if (resident.directoryFault !== undefined) throw resident.directoryFault;
  const known = addresses.map((address) => among(resident.directory, address));
  if (known.every((found) => found !== undefined)) return known;
  const { directory, directoryFault } = await loadCheckedDirectory(resident);
  if (directoryFault !== undefined) throw directoryFault;
  return addresses.map((address) => {
    const found = among(directory, address);
    if (found === undefined) throw new InputError('PARTICIPANT_UNKNOWN', 'The portal does not know this organisation.');
    return found;
  });
}

/** As `loadParticipants`, of one. */
export async function loadParticipant(resident: Knowing, address: Hex): Promise<Participant> {
  const [found] = await loadParticipants(resident, [address]);
  if (found === undefined) throw new Error('one was asked for');
  return found;
}

/** Those who may open a resident's readings: provider, company and portal. @throws as `loadParticipants` */
export async function loadReaders(resident: Knowing, provider: Hex): Promise<Addressee[]> {
  const addresses = [provider, resident.network.company, resident.network.portal];
  const readers = await loadParticipants(resident, [...new Set(addresses.map((one) => one.toLowerCase() as Hex))]);
  return readers.map(({ address, encryptionKey }) => ({ address, encryptionKey }));
}

function among(directory: readonly Participant[], address: Hex): Participant | undefined {
  return directory.find((each) => same(each.address, address));
}
