import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { ROLE, type RoleName } from '../ledger/kinds.ts';
import { same } from '../resident/recorded.ts';
import type { Storage } from './open-storage.ts';
import { readParticipant } from './participant-state.ts';

/** What a portal's directory says of an organisation, as far as the ledger holds it. */
export type ToldParticipant = { address: Hex; roleName: RoleName; active: boolean; encryptionKey: Hex };

/**
 * That the ledger holds each organisation in the role, in the standing and under the newest encryption key that the portal names. One that is left out is not
 * missed here: whoever is not named gets nothing, and learns nothing.
 * @param storage of `Participants`
 * @throws InputError DIRECTORY_UNPROVED, PROOF_BROKEN
 */
export function checkDirectory(storage: Storage, told: readonly ToldParticipant[]): void {
  for (const { address, roleName, active, encryptionKey } of told) {
    const held = readParticipant(storage, address);
    const fault =
      held.role !== ROLE[roleName]
        ? `role ${held.role}, not ${roleName}`
        : held.active !== active
          ? `${held.active ? 'active' : 'not active'}, against what the portal says`
          : same(held.encryptionKey, encryptionKey)
            ? undefined
            : `the key ${held.encryptionKey}, not ${encryptionKey}`;
    if (fault !== undefined)
      throw new InputError(
        'DIRECTORY_UNPROVED',
        `In block ${storage.number} the ledger holds for ${address}: ${fault}. Send nothing by this portal.`,
      );
  }
}
