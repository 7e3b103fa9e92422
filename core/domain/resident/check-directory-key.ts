import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { ROLE, type RoleName } from '../ledger/kinds.ts';
import type { Network } from '../ledger/network.ts';
import { readRecorded, same, type Recorded } from './recorded.ts';

/** An organisation as a portal's directory names it, with the ENROL in which it said its role and key, and the KEY_ROTATE in which it said another one since. */
export type DirectoryEntry = {
  address: Hex;
  roleName: RoleName;
  encryptionKey: Hex;
  enrolment: Recorded;
  keyChange: Recorded | null;
};

/**
 * Whether an organisation said itself, under its account's signature, that it takes part in this role and opens what is sealed for this key. A portal that
 * names a key of its own instead would read what residents seal for others. Which of several keys is the newest one stays the portal's word.
 * @throws InputError DIRECTORY_KEY_UNSIGNED
 */
export function checkDirectoryKey(network: Network, entry: DirectoryEntry): void {
  const fault = faultIn(network, entry);
  if (fault !== undefined)
    throw new InputError(
      'DIRECTORY_KEY_UNSIGNED',
      `The portal names ${entry.encryptionKey} as the key of ${entry.address}, ${entry.roleName}: ${fault} Send nothing by this portal.`,
    );
}

function faultIn(network: Network, entry: DirectoryEntry): string | undefined {
  const { address, roleName, encryptionKey, enrolment: recorded, keyChange } = entry;
  if (roleName === 'company' && !same(address, network.company)) return 'the company is another one.';
  if (roleName === 'portal' && !same(address, network.portal)) return 'the portal is another one.';
  const ledgers = [network.contracts.participants];
  try {
    const said = readRecorded({ network, recorded, kind: 'ENROL', from: address, ledgers });
    if (said.role !== ROLE[roleName]) return 'it enrolled in another role.';
    const from = { network, from: address, ledgers };
    const { encryptionKey: key } =
      keyChange === null ? said : readRecorded({ ...from, recorded: keyChange, kind: 'KEY_ROTATE' });
    return same(key, encryptionKey) ? undefined : 'it said another key.';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
