import { keccak_256 } from '@noble/hashes/sha3.js';
import { rlpBytes } from './rlp.ts';

/** How the node above names a node of a Merkle-Patricia trie (Yellow Paper, appendix D): one of 32 bytes or more by its hash, a shorter one by itself. */
export function nodeReference(node: Uint8Array): Uint8Array {
  return node.length < 32 ? node : rlpBytes(keccak_256(node));
}

/** A path of half bytes as a node holds it, and whether a value follows (Yellow Paper, appendix C). */
export function hexPrefix(path: readonly number[], leaf: boolean): Uint8Array {
  const flag = leaf ? 2 : 0;
  const full = path.length % 2 === 0 ? [flag, 0, ...path] : [flag + 1, ...path];
  const out = new Uint8Array(full.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = ((full[2 * i] ?? 0) << 4) | (full[2 * i + 1] ?? 0);
  return out;
}

/** The half bytes of bytes. */
export function nibblesOf(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
}
