import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { rekeyFrom } from '../../core/domain/keys/key-history.ts';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import type { KeptBlock, State } from '../state.ts';

/** The account, and all that names it, stays; what is sealed for it is sealed to the new key. */
export function applyKeyRotate(state: State, { block }: KeptBlock, data: BlockData['KEY_ROTATE']): boolean {
  state.nextKeys.delete(block.from);
  setEncryptionKey(state, block.from, data.encryptionKey);
  return true;
}

/** Both hands have said it: the key comes into force by the time alone. */
export function applyRekey(
  state: State,
  { block }: KeptBlock,
  { account, encryptionKey }: Pick<BlockData['REKEY'], 'account' | 'encryptionKey'>,
): true {
  state.nextKeys.set(account, { encryptionKey, from: rekeyFrom(block) });
  return true;
}

export function applyObjection(state: State, { block }: KeptBlock): boolean {
  state.nextKeys.delete(block.from);
  return true;
}

/** From its moment on whoever seals for the account seals to the new key. @param time unix seconds */
export function settleKeys(state: State, time: bigint): void {
  for (const [account, { encryptionKey, from }] of state.nextKeys) {
    if (time < from) continue;
    state.nextKeys.delete(account);
    state.lostKeys.set(account, { until: from, wrapped: new Set() });
    setEncryptionKey(state, account, encryptionKey);
  }
}

function setEncryptionKey(state: State, account: Hex, encryptionKey: Hex): void {
  const participant = state.participants.get(account);
  if (participant === undefined) return;
  participant.encryptionKey = encryptionKey;
  participant.encryptionKeyHash = toHex(keccak_256(fromHex(encryptionKey)));
}
