import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { accountFromMnemonic } from '../../../../core/domain/ledger/account.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import type { Lock, LockedWords } from './locked-words.ts';
import { plainPhrase, type Vault } from './vault.ts';

/**
 * Keeps words that somebody typed from the sheet of the keys that lie here, under a lock, in the place of one that was forgotten.
 * @throws InputError MNEMONIC_INVALID; KEY_OTHER of other keys
 */
export async function lockWords(
  { vault, locked }: { vault: Pick<Vault, 'open'>; locked: Pick<LockedWords, 'keep'> },
  slot: string,
  typed: string,
  makeLock: () => Promise<Lock | undefined>,
): Promise<void> {
  const phrase = plainPhrase(typed);
  const { address } = accountFromMnemonic(phrase);
  const own = await vault.open(slot);
  if (own === undefined || !same(own.account.address, address))
    throw new InputError('KEY_OTHER', 'These words belong to another flat or another resident.');
  const lock = await makeLock();
  if (lock !== undefined) await locked.keep(slot, phrase, lock);
}
