import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { withKey } from '../../../../core/domain/keys/with-key.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import type { KeyStanding } from '../api/keys-schema.ts';
import type { Premise } from '../api/me-schema.ts';
import type { Vault, VaultEntry } from './vault.ts';

/** Where keys lie in the vault, under which name their words are shown. */
type Lying = VaultEntry & { slot: string };

/** What this browser has of a flat's keys: those that act for its account, and those that were made here to follow lost ones and do not act yet. */
export type FlatKeys = { acting?: Lying; next?: Lying };

/** Where keys lie that follow others; never where those do, which still open what was sealed for them. */
export function nextSlot(premise: string): string {
  return `${premise}/next`;
}

/** @param standing of the flat's account, where it has one; which key acts for it is the ledgers' to say, and changes by itself on a day */
export async function openFlatKeys(
  vault: Pick<Vault, 'open'>,
  { premise, subscriber }: Pick<Premise, 'premise' | 'subscriber'>,
  standing: Pick<KeyStanding, 'key'> | undefined,
): Promise<FlatKeys> {
  const [first, second] = await Promise.all([lying(vault, premise), lying(vault, nextSlot(premise))]);
  if (subscriber === null) return first === undefined ? {} : { acting: first };
  const key = standing?.key ?? subscriber;
  const acting = [first, second].find((one) => one !== undefined && same(one.account.address, key));
  if (acting === undefined) return second === undefined ? {} : { next: second };
  return { acting: { ...acting, account: acts(subscriber, acting, acting === second ? first : undefined) } };
}

async function lying(vault: Pick<Vault, 'open'>, slot: string): Promise<Lying | undefined> {
  const entry = await vault.open(slot);
  return entry && { ...entry, slot };
}

function acts(account: Hex, { account: keys }: Lying, former: Lying | undefined): Lying['account'] {
  const own = withKey(account, keys);
  return former === undefined ? own : { ...own, formerEncryptionKeys: [former.account.encryptionPrivateKey] };
}
