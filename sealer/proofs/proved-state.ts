import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, toQuantity, type Hex } from '../../core/domain/bytes/hex.ts';
import { rlpBytes, rlpList, rlpUint } from '../../core/domain/bytes/rlp.ts';
import { isEmpty, type State } from '../snapshot/state-bytes.ts';
import type { AccountChange } from '../snapshot/state-changes.ts';
import { proofIn, putIn, removeFrom, rootOf, type Trie, valueIn } from './trie.ts';

type ProvedAccount = { nonce: bigint; balance: bigint; codeHash: Hex; storage: Trie };

/** A state of which every account and slot can be proved. It never changes, and shares with the one before what is the same. */
export type ProvedState = { readonly accounts: ReadonlyMap<Hex, ProvedAccount>; readonly trie: Trie };

const NO_CODE = toHex(keccak_256(new Uint8Array()));

export function proveState(state: State): ProvedState {
  const accounts = new Map<Hex, ProvedAccount>();
  for (const [address, account] of state) {
    if (isEmpty(account)) continue;
    let storage: Trie;
    for (const [key, value] of account.storage) storage = withSlot(storage, key, value);
    const { nonce, balance, code } = account;
    accounts.set(address, { nonce, balance, codeHash: hashOf(code), storage });
  }
  let trie: Trie;
  for (const [address, account] of accounts) trie = putIn(trie, pathOf(address), encodeAccount(account));
  return { accounts, trie };
}

/** The state behind what transactions changed, in their order. */
export function changeState(before: ProvedState, changes: readonly AccountChange[]): ProvedState {
  const accounts = new Map(before.accounts);
  for (const { address, nonce, balance, code, slots } of changes) {
    const account = accounts.get(address) ?? { nonce: 0n, balance: 0n, codeHash: NO_CODE, storage: undefined };
    let { storage } = account;
    for (const [key, value] of slots) storage = withSlot(storage, key, value);
    accounts.set(address, {
      nonce: nonce ?? account.nonce,
      balance: balance ?? account.balance,
      codeHash: code === undefined ? account.codeHash : hashOf(code),
      storage,
    });
  }
  let { trie } = before;
  for (const address of new Set(changes.map((change) => change.address))) {
    const account = accounts.get(address);
    if (account !== undefined && isThere(account)) trie = putIn(trie, pathOf(address), encodeAccount(account));
    else {
      accounts.delete(address);
      trie = removeFrom(trie, pathOf(address));
    }
  }
  return { accounts, trie };
}

/** What `eth_getProof` answers (EIP-1186). */
export function proofOf({ accounts, trie }: ProvedState, address: Hex, keys: readonly Hex[]): object {
  const account = accounts.get(address);
  return {
    address,
    accountProof: proofIn(trie, pathOf(address)),
    balance: toQuantity(account?.balance ?? 0n),
    codeHash: account?.codeHash ?? NO_CODE,
    nonce: toQuantity(account?.nonce ?? 0n),
    storageHash: rootOf(account?.storage),
    storageProof: keys.map((key) => {
      const held = valueIn(account?.storage, pathOf(key));
      const proof = proofIn(account?.storage, pathOf(key));
      return { key, value: held === undefined ? '0x0' : toQuantity(wordIn(held)), proof };
    }),
  };
}

function isThere({ nonce, balance, codeHash }: ProvedAccount): boolean {
  return nonce !== 0n || balance !== 0n || codeHash !== NO_CODE;
}

function withSlot(storage: Trie, key: Hex, value: Hex): Trie {
  const word = BigInt(value);
  return word === 0n ? removeFrom(storage, pathOf(key)) : putIn(storage, pathOf(key), digitsOf(rlpUint(word)));
}

/** @param encoded RLP of a word: of one byte below 128 itself, else behind its length */
function wordIn(encoded: string): bigint {
  return BigInt(`0x${encoded.length > 2 ? encoded.slice(2) : encoded}`);
}

function encodeAccount({ nonce, balance, storage, codeHash }: ProvedAccount): string {
  const root = rlpBytes(fromHex(rootOf(storage)));
  return digitsOf(rlpList([rlpUint(nonce), rlpUint(balance), root, rlpBytes(fromHex(codeHash))]));
}

function pathOf(key: Hex): string {
  return digitsOf(keccak_256(fromHex(key)));
}

function hashOf(code: Hex): Hex {
  return toHex(keccak_256(fromHex(code)));
}

function digitsOf(bytes: Uint8Array): string {
  return toHex(bytes).slice(2);
}
