import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { accountFromMnemonic } from '../../../../core/domain/ledger/account.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import type { KeyStanding } from '../api/keys-schema.ts';
import type { Premise } from '../api/me-schema.ts';
import { nextSlot } from './open-flat-keys.ts';
import { plainPhrase, type Vault, type VaultEntry } from './vault.ts';

/**
 * Brings back the keys of a flat from the words of its sheet: those that act for its account, or are to.
 * @param standing of the flat's account, where it has one
 * @throws InputError MNEMONIC_INVALID; KEY_OTHER where the flat has taken part with other keys, and then what was kept stays
 */
export async function restoreKeys(
  vault: Vault,
  premise: Pick<Premise, 'premise' | 'subscriber'>,
  words: string,
  standing?: KeyStanding,
): Promise<VaultEntry> {
  const phrase = plainPhrase(words);
  const { address } = accountFromMnemonic(phrase);
  const { subscriber } = premise;
  if (subscriber === null) return vault.restore(premise.premise, phrase);
  const { key, waiting, proposed } = standing ?? { key: subscriber, waiting: null, proposed: [] };
  const known = [key, ...(waiting === null ? [] : [waiting.key]), ...proposed.map((one) => one.key)];
  if (!known.some((one) => same(address, one)))
    throw new InputError('KEY_OTHER', 'These words belong to another flat or another resident.');
  return vault.restore(same(address, subscriber) ? premise.premise : nextSlot(premise.premise), phrase);
}
