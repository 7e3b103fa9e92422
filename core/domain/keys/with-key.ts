import type { Account } from '../ledger/account.ts';
import type { Hex } from '../bytes/hex.ts';

/** The account as it acts under another key pair: blocks are from the same address, signed and sealed by the new keys. */
export function withKey(account: Hex, key: Account): Account {
  return { ...key, address: account };
}
