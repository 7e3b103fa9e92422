import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { accountFromMnemonic } from '../../../../core/domain/ledger/account.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import type { Premise } from '../api/schemas.ts';
import type { Vault, VaultEntry } from './vault.ts';

/**
 * Brings back the keys of a flat from the words of its sheet.
 * @throws InputError MNEMONIC_INVALID; KEY_OTHER where the flat has taken part with other keys, and then what was kept stays
 */
export async function restoreKeys(
  vault: Vault,
  premise: Pick<Premise, 'premise' | 'subscriber'>,
  words: string,
): Promise<VaultEntry> {
  const phrase = words.trim().toLowerCase().split(/\s+/).join(' ');
  const { address } = accountFromMnemonic(phrase);
  if (premise.subscriber !== null && !same(address, premise.subscriber))
    throw new InputError('KEY_OTHER', 'These words belong to another flat or another resident.');
  return vault.restore(premise.premise, phrase);
}
