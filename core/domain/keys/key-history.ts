import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { BlockData } from '../ledger/block-data.ts';
import { isFirstKey, recoverAddress, type SignsFor } from '../ledger/internal-block.ts';
import type { Network } from '../ledger/network.ts';
import type { Recover } from '../seal/seal.ts';
import { keyRegisterOf, keyStatementDigest } from './key-statement.ts';

/** Which keys sign for which accounts, as far as the blocks say that were taken, in the ledgers' order. */
export type KeyHistory = {
  /** Whether the key signs for the account now: a ledger takes the account's blocks by no other. */
  readonly isSignedByAccount: SignsFor;
  /** Whether it does or did: for a block of which it is known that a ledger took it, but not when. */
  readonly wasSignedByAccount: SignsFor;
  /** @throws InputError KEY_NOT_ACCEPTED, SIGNATURE_INVALID, where the new key did not sign for it */
  rotate(account: Hex, data: BlockData['KEY_ROTATE']): void;
};

export function createKeyHistory(network: Network, recover: Recover = recoverAddress): KeyHistory {
  const keys = new Map<Hex, Hex[]>();
  const keysOf = (account: Hex): Hex[] => keys.get(account) ?? [account];
  return {
    isSignedByAccount: (key, account) =>
      keys.get(account)?.at(-1) === key || (!keys.has(account) && isFirstKey(key, account)),
    wasSignedByAccount: (key, account) => keysOf(account).includes(key),
    rotate(account, { key, encryptionKey, acceptance }) {
      const before = keysOf(account);
      const retiring = before.at(-1) ?? account;
      const signer = recover(
        keyStatementDigest(keyRegisterOf(network), { account, retiring, key, encryptionKey }),
        acceptance,
      );
      if (signer !== key)
        throw new InputError('KEY_NOT_ACCEPTED', `${key} is to sign for ${account}, but ${signer} agreed to it.`);
      keys.set(account, [...before, key]);
    },
  };
}
