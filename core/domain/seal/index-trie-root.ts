import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import { rlpBytes, rlpList } from '../bytes/rlp.ts';
import { hexPrefix, nibblesOf, nodeReference } from '../bytes/trie-node.ts';

type Entry = { path: number[]; value: Uint8Array };

/**
 * Root of the trie of a block's transactions, or of their receipts (Yellow Paper, appendix D): key = RLP of the index, value = what EIP-2718 writes.
 * @returns 32 bytes; keccak256 of the empty string's RLP for no values
 */
export function indexTrieRoot(values: readonly Hex[]): Hex {
  if (values.length === 0) return toHex(keccak_256(Uint8Array.of(0x80)));
  const entries = values.map((raw, index) => ({
    path: nibblesOf(rlpBytes(indexBytes(index))),
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
      nodeReference(encodeNode(entries, shared)),
    ]);
  }
  // No key of the index trie is a prefix of another, so a branch never holds a value itself.
  const children = Array.from({ length: 16 }, (_, nibble) => {
    const under = entries.filter((entry) => entry.path[depth] === nibble);
    return under.length === 0 ? rlpBytes(new Uint8Array()) : nodeReference(encodeNode(under, depth + 1));
  });
  return rlpList([...children, rlpBytes(new Uint8Array())]);
}
