import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import { accountSubject } from '../../../core/domain/ledger/ids.ts';
import { WRAPPED_KEY_BYTES } from '../../../core/domain/limits.ts';
import { DOMAIN } from '../../support/domain.ts';
import { keccakOf, makeAccount } from './accounts.ts';
import { publicClient, type House } from './house.ts';

export type Said = BlockData['WRAP_AGAIN'];

export const next = makeAccount('key after a lost one');
const WRAPPED: Hex = `0x${'ab'.repeat(WRAPPED_KEY_BYTES)}`;

export function name(n: number): Hex {
  return `0x${n.toString(16).padStart(64, '0')}`;
}

export function entry(n: number): Said['keys'][number] {
  return { keyHash: name(n), wrapped: WRAPPED };
}

/** One key and one envelope that stays closed, for the key that follows the lost one; but for what is said. */
export function saidFor({ encryptionKey }: Account, over: Partial<Said> = {}): Said {
  return { encryptionKeyHash: keccakOf(encryptionKey), keys: [entry(1)], closed: [name(2)], ...over };
}

export function change(
  house: House,
  account: Account,
  to: Account,
  retiring = account.address,
): BlockData['KEY_ROTATE'] {
  const register = { domain: DOMAIN, participants: house.contracts.participants.address };
  return acceptKey(register, to, { account: account.address, retiring });
}

/** Company and portal name the key. @returns from when on it signs */
export async function named(house: House, account: Account, to = next, retiring = account.address): Promise<bigint> {
  const data = { account: account.address, ...change(house, account, to, retiring) };
  for (const hand of [house.portal, house.company])
    await house.send(hand, 'REKEY', data, { subject: accountSubject(account.address) });
  const call = { ...house.contracts.participants, functionName: 'rekeying', args: [account.address] } as const;
  return (await publicClient.readContract(call))[1];
}
