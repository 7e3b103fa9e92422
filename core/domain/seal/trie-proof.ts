import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeRlp } from 'ethers';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, fromHex, toHex, uintBytes } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';

type RlpItem = string | RlpItem[];

/** An account as the state trie keeps it (Yellow Paper §4.1). */
export type AccountState = { nonce: bigint; balance: bigint; storageRoot: Hex; codeHash: Hex };

/**
 * Reads one key of a hexary Merkle-Patricia trie out of its proof nodes (Yellow Paper, appendix D; EIP-1186 carries such proofs).
 * Only nodes whose keccak256 is named by the node above them are looked at, so a node that does not belong changes nothing.
 * @param root the trie's root hash, 32 bytes
 * @param key the path, already hashed, 32 bytes
 * @returns the RLP value under the key, or `undefined` when the proof shows that there is none
 * @throws InputError PROOF_BROKEN when a node on the path is missing or malformed
 */
export function readTrieProof(args: { root: Hex; key: Uint8Array; proof: readonly Hex[] }): Uint8Array | undefined {
  const nodes = new Map<string, Hex>();
  for (const node of args.proof) nodes.set(keccakHex(fromHex(node)), node);
  const path = [...args.key].flatMap((byte) => [byte >> 4, byte & 15]);
  if (args.root.toLowerCase() === EMPTY_ROOT) return undefined;

  let node = resolve(args.root.toLowerCase(), nodes);
  let depth = 0;
  for (;;) {
    if (node.length === 17) {
      if (depth === path.length) return valueOf(node[16]);
      const child = node[path[depth] ?? 0];
      depth += 1;
      if (child === '0x') return undefined;
      node = step(child, nodes);
    } else if (node.length === 2) {
      const { nibbles, leaf } = decodePath(node[0]);
      const matches = nibbles.every((nibble, index) => path[depth + index] === nibble);
      if (!matches) return undefined;
      depth += nibbles.length;
      if (leaf) return depth === path.length ? valueOf(node[1]) : undefined;
      node = step(node[1], nodes);
    } else {
      throw broken(`a trie node has ${node.length} items instead of 2 or 17`);
    }
  }
}

/**
 * Reads an account out of the state trie of a block.
 * @param proof `accountProof` of eth_getProof (EIP-1186)
 * @returns the account, or `undefined` when the proof shows that it does not exist
 * @throws InputError PROOF_BROKEN
 */
export function readAccountProof(args: {
  stateRoot: Hex;
  address: Hex;
  proof: readonly Hex[];
}): AccountState | undefined {
  const key = keccak_256(fromHex(args.address));
  const value = readTrieProof({ root: args.stateRoot, key, proof: args.proof });
  if (value === undefined) return undefined;
  const fields = decode(toHex(value));
  const [nonce, balance, storageRoot, codeHash] = fields;
  if (
    fields.length !== 4 ||
    typeof nonce !== 'string' ||
    typeof balance !== 'string' ||
    typeof storageRoot !== 'string' ||
    typeof codeHash !== 'string'
  ) {
    throw broken('the account has not the four fields nonce, balance, storage root and code hash');
  }
  return {
    nonce: bytesToBigint(fromHex(nonce)),
    balance: bytesToBigint(fromHex(balance)),
    storageRoot: toHex(fromHex(storageRoot)),
    codeHash: toHex(fromHex(codeHash)),
  };
}

/**
 * Reads one storage slot of a contract.
 * @param slot the slot's number or hash, 32 bytes
 * @param proof `storageProof[].proof` of eth_getProof (EIP-1186)
 * @returns the slot's word; zero when the proof shows that nothing is stored there
 * @throws InputError PROOF_BROKEN
 */
export function readStorageProof(args: { storageRoot: Hex; slot: Hex; proof: readonly Hex[] }): bigint {
  const key = keccak_256(fromHex(args.slot));
  const value = readTrieProof({ root: args.storageRoot, key, proof: args.proof });
  if (value === undefined) return 0n;
  const word: RlpItem = decodeItem(toHex(value));
  if (typeof word !== 'string' || word.length > 66) throw broken('a storage value is not one word');
  return bytesToBigint(fromHex(word));
}

/** The slot of `mapping(bytes32 => …)` at `position` for `key` (Solidity storage layout): keccak256(key ‖ position). */
export function mappingSlot(key: Hex, position: bigint): Hex {
  const bytes = new Uint8Array(64);
  bytes.set(fromHex(key), 0);
  bytes.set(uintBytes(position, 32), 32);
  return toHex(keccak_256(bytes));
}

const EMPTY_ROOT = toHex(keccak_256(Uint8Array.of(0x80)));

function step(child: RlpItem | undefined, nodes: ReadonlyMap<string, Hex>): readonly RlpItem[] {
  // A node shorter than 32 bytes stands inside its parent instead of being named by hash.
  if (Array.isArray(child)) return child;
  if (child === undefined || child.length !== 66) throw broken('a trie node names no child');
  return resolve(child, nodes);
}

function resolve(hash: string, nodes: ReadonlyMap<string, Hex>): readonly RlpItem[] {
  const node = nodes.get(hash);
  if (node === undefined) throw broken(`no node of the proof hashes to ${hash}`);
  return decode(node);
}

function decode(text: Hex): readonly RlpItem[] {
  const item = decodeItem(text);
  if (!Array.isArray(item)) throw broken('a trie node is not a list');
  return item;
}

function decodeItem(text: Hex): RlpItem {
  try {
    return decodeRlp(text);
  } catch (cause) {
    throw broken('a node is not RLP', cause);
  }
}

/** Hex-prefix encoding (Yellow Paper, appendix C). */
function decodePath(item: RlpItem | undefined): { nibbles: number[]; leaf: boolean } {
  if (typeof item !== 'string' || item.length < 4) throw broken('a trie path is empty');
  const nibbles = [...item.slice(2)].map((digit) => Number.parseInt(digit, 16));
  const flag = nibbles[0] ?? 0;
  if (flag > 3) throw broken('a trie path has an unknown flag');
  return { nibbles: nibbles.slice(flag & 1 ? 1 : 2), leaf: flag >= 2 };
}

function valueOf(item: RlpItem | undefined): Uint8Array | undefined {
  if (typeof item !== 'string') throw broken('a trie value is not a string');
  return item === '0x' ? undefined : fromHex(item);
}

function keccakHex(bytes: Uint8Array): string {
  return toHex(keccak_256(bytes));
}

function broken(what: string, cause?: unknown): InputError {
  return new InputError('PROOF_BROKEN', `The Merkle proof is broken: ${what}.`, cause === undefined ? {} : { cause });
}
