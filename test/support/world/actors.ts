import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../core/domain/ledger/account.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';

/** Who may act in a world, in the order in which they can become active: subscribers are attested by the portal. */
export const ROLES = {
  company: ROLE.company,
  portal: ROLE.portal,
  provider: ROLE.provider,
  collector: ROLE.collector,
  owner: ROLE.subscriber,
} as const;
/** All but the collector, which enrols itself when it runs. */
export const PEOPLE = ['company', 'portal', 'provider', 'owner'] as const;
export type ActorName = keyof typeof ROLES;
export type Actors = Readonly<Record<ActorName, Account>>;

export function newAccount(): Account {
  return accountFromMnemonic(createMnemonic());
}

/** A fresh account for everyone who is not given. */
export function actorsWith(given: Partial<Actors> = {}): Actors {
  const { company, portal, provider, collector, owner } = given;
  return {
    company: company ?? newAccount(),
    portal: portal ?? newAccount(),
    provider: provider ?? newAccount(),
    collector: collector ?? newAccount(),
    owner: owner ?? newAccount(),
  };
}

/** What the company registers of an account: the hash of its encryption key. */
export function keyHash({ encryptionKey }: { encryptionKey: Hex }): Hex {
  return toHex(keccak_256(fromHex(encryptionKey)));
}

export function nowSeconds(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}
