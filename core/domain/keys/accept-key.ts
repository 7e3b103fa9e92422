import type { Account } from '../ledger/account.ts';
import type { BlockData } from '../ledger/block-data.ts';
import type { Hex } from '../bytes/hex.ts';
import { keyStatementDigest, type KeyRegister } from './key-statement.ts';

/** The data by which an account's key changes from `retiring` to the one of `next`, whose word it carries. */
export function acceptKey(
  register: Pick<KeyRegister, 'domain' | 'participants'>,
  next: Account,
  { account, retiring }: { account: Hex; retiring: Hex },
): BlockData['KEY_ROTATE'] {
  const { address: key, encryptionKey } = next;
  const acceptance = next.sign(keyStatementDigest(register, { account, retiring, key, encryptionKey }));
  return { key, encryptionKey, acceptance };
}
