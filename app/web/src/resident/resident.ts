import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { KeyedNetwork } from '../../../../core/domain/seal/seal-keys.ts';
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
