import { InputError } from '../../core/domain/bytes/errors.ts';
import { fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';

/** An account of a state, in the words of JSON-RPC. */
export type Account = { nonce: bigint; balance: bigint; code: Hex; storage: Map<Hex, Hex> };
/** Accounts by address. Slots that are zero and accounts that have nothing (EIP-161) do not occur in its bytes. */
export type State = Map<Hex, Account>;

const ACCOUNT_BYTES = 20 + 8 + 32 + 4;
const SLOT_BYTES = 64;

export function isEmpty({ nonce, balance, code }: Account): boolean {
  return nonce === 0n && balance === 0n && code === '0x';
}

/**
 * A state as the files of a snapshot hold it (docs/formats.md §10): accounts by rising address, each with address, nonce, balance, code behind its length,
 * and its slots by rising key behind their number. The same state gives the same bytes.
 */
export function encodeState(state: State): { bytes: Uint8Array; slots: number } {
  const parts: Uint8Array[] = [];
  let slots = 0;
  for (const [address, account] of [...state].sort(byName)) {
    if (isEmpty(account)) continue;
    const code = fromHex(account.code);
    const storage = [...account.storage].sort(byName);
    slots += storage.length;
    const head = Buffer.alloc(ACCOUNT_BYTES);
    head.set(fromHex(address), 0);
    head.writeBigUInt64BE(account.nonce, 20);
    head.write(account.balance.toString(16).padStart(64, '0'), 28, 'hex');
    head.writeUInt32BE(code.length, 60);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(storage.length);
    const words = Buffer.alloc(SLOT_BYTES * storage.length);
    for (const [at, [key, value]] of storage.entries())
      words.write(key.slice(2) + value.slice(2), SLOT_BYTES * at, 'hex');
    parts.push(head, code, count, words);
  }
  return { bytes: Buffer.concat(parts), slots };
}

/** @throws InputError SNAPSHOT_INVALID */
export function decodeState(bytes: Uint8Array): State {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state: State = new Map();
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > all.length) throw new InputError('SNAPSHOT_INVALID', 'The state of the snapshot is cut off.');
    at += length;
    return all.subarray(at - length, at);
  };
  while (at < all.length) {
    const head = take(ACCOUNT_BYTES);
    const code = toHex(take(head.readUInt32BE(60)));
    const words = take(SLOT_BYTES * take(4).readUInt32BE(0));
    const storage = new Map<Hex, Hex>();
    for (let slot = 0; slot < words.length; slot += SLOT_BYTES)
      storage.set(toHex(words.subarray(slot, slot + 32)), toHex(words.subarray(slot + 32, slot + 64)));
    const balance = BigInt(toHex(head.subarray(28, 60)));
    state.set(toHex(head.subarray(0, 20)), { nonce: head.readBigUInt64BE(20), balance, code, storage });
  }
  return state;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
