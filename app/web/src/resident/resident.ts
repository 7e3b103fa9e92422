import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { Addressee } from '../../../../core/domain/crypto/envelope.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { KeyedNetwork } from '../../../../core/domain/seal/seal-keys.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import type { Api } from '../api/api.ts';
import type { Participant } from '../api/schemas.ts';
import type { ChainMemory } from '../keys/heads.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { TrustedWitnesses } from './witness-policy.ts';
import { unixSeconds } from '../../../../core/domain/unix-seconds.ts';

/** Everything that a resident's actions need: who, in which network, through which portal. */
export type Resident = {
  api: Api;
  network: KeyedNetwork;
  /** Organisations by the portal's directory, each with a key that it said itself (`loadDirectory`). */
  directory: readonly Participant[];
  /** Why the directory may be an old one: then nothing is sealed for its keys. */
  directoryFault?: InputError;
  /** Whose cosignatures count here, and how many of them a block needs. */
  witnesses: TrustedWitnesses;
  account: Account;
  chain: ChainMemory;
  /** Everything that is signed for the account goes through it. */
  outbox: Outbox;
};

/** Unix seconds by this device's clock. */
export function now(): bigint {
  return unixSeconds();
}

/** An organisation to seal something for. @throws InputError PARTICIPANT_UNKNOWN, and why the directory may be an old one */
export function participant(resident: Pick<Resident, 'directory' | 'directoryFault'>, address: Hex): Participant {
  if (resident.directoryFault !== undefined) throw resident.directoryFault;
  const found = resident.directory.find((each) => same(each.address, address));
  if (found === undefined) throw new InputError('PARTICIPANT_UNKNOWN', 'The portal does not know this organisation.');
  return found;
}

/** Those who may open a resident's readings: provider, company and portal. */
export function readersOf(
  resident: Pick<Resident, 'network' | 'directory' | 'directoryFault'>,
  provider: Hex,
): Addressee[] {
  if (resident.directoryFault !== undefined) throw resident.directoryFault;
  const addresses = [provider, resident.network.company, resident.network.portal];
  return [...new Set(addresses.map((address) => address.toLowerCase()))].map((address) => {
    const found = resident.directory.find((each) => each.address === address);
    if (found === undefined) throw new InputError('PARTICIPANT_UNKNOWN', 'The portal does not know this organisation.');
    return { address: found.address, encryptionKey: found.encryptionKey };
  });
}
