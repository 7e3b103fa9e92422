import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, fromHex, toHex, type Hex } from '../bytes/hex.ts';
import { rlpBytes, rlpList } from '../bytes/rlp.ts';

type Entry = { path: number[]; value: Uint8Array };

/**
 * Root of the trie of a block's transactions, or of their receipts (Yellow Paper, appendix D): key = RLP of the index, value = what EIP-2718 writes.
 * @returns 32 bytes; keccak256 of the empty string's RLP for no values
 */
export function indexTrieRoot(values: readonly Hex[]): Hex {
  if (values.length === 0) return toHex(keccak_256(Uint8Array.of(0x80)));
  const entries = values.map((raw, index) => ({
    path: nibbles(rlpBytes(indexBytes(index))),
    value: fromHex(raw),
  }));
  entries.sort((a, b) => comparePaths(a.path, b.path));
  return toHex(keccak_256(encodeNode(entries, 0)));
}

function indexBytes(index: number): Uint8Array {
  const out: number[] = [];
  for (let rest = index; rest > 0; rest = Math.floor(rest / 256)) out.unshift(rest & 0xff);
  return Uint8Array.from(out);
}

function nibbles(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
}

function comparePaths(a: number[], b: number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The node over sorted entries whose paths agree in the first `depth` nibbles. */
function encodeNode(entries: Entry[], depth: number): Uint8Array {
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return rlpBytes(new Uint8Array());
  if (entries.length === 1) return rlpList([rlpBytes(hexPrefix(first.path.slice(depth), true)), rlpBytes(first.value)]);
  let shared = depth;
  while (shared < first.path.length && first.path[shared] === last.path[shared]) shared++;
  if (shared > depth) {
    return rlpList([
      rlpBytes(hexPrefix(first.path.slice(depth, shared), false)),
      reference(encodeNode(entries, shared)),
    ]);
  }
  // No key of the index trie is a prefix of another, so a branch never holds a value itself.
  const children = Array.from({ length: 16 }, (_, nibble) => {
    const under = entries.filter((entry) => entry.path[depth] === nibble);
    return under.length === 0 ? rlpBytes(new Uint8Array()) : reference(encodeNode(under, depth + 1));
  });
  return rlpList([...children, rlpBytes(new Uint8Array())]);
}

/** A node of 32 bytes or more stands as its hash in the node above. */
function reference(node: Uint8Array): Uint8Array {
  return node.length < 32 ? node : rlpBytes(keccak_256(node));
}

/** Hex-prefix encoding (Yellow Paper, appendix C). */
function hexPrefix(path: number[], leaf: boolean): Uint8Array {
  const flag = leaf ? 2 : 0;
  const full = path.length % 2 === 0 ? [flag, 0, ...path] : [flag + 1, ...path];
  const out = new Uint8Array(full.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = ((full[2 * i] ?? 0) << 4) | (full[2 * i + 1] ?? 0);
  return concatBytes(out);
}
