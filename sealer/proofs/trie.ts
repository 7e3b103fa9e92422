import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { rlpBytes, rlpList } from '../../core/domain/bytes/rlp.ts';
import { hexPrefix, nodeReference } from '../../core/domain/bytes/trie-node.ts';
import { EMPTY_TRIE } from '../network/genesis.ts';

/**
 * A hexary Merkle-Patricia trie (Yellow Paper, appendix D) over paths of one length, each half byte a digit. It never changes: a put or a removal gives
 * another one, which shares with it what is the same. `undefined` is the empty one.
 */
export type Trie = Leaf | Extension | Branch | undefined;

/** Named once: what is below a node does not change either. */
type Named = { reference?: Uint8Array };
type Leaf = Named & { readonly kind: 'leaf'; readonly path: string; readonly value: string };
type Extension = Named & { readonly kind: 'extension'; readonly path: string; readonly child: Branch };
type Branch = Named & { readonly kind: 'branch'; readonly children: readonly Trie[] };

const DIGITS = [...'0123456789abcdef'];
const EMPTY = rlpBytes(new Uint8Array());
/** The one node of an empty trie. */
const EMPTY_NODE = toHex(EMPTY);

/** @param value its RLP, as digits */
export function putIn(trie: Trie, path: string, value: string): Exclude<Trie, undefined> {
  if (trie === undefined) return { kind: 'leaf', path, value };
  if (trie.kind === 'branch') return withChild(trie, path, putIn(childAt(trie, path), path.slice(1), value));
  const shared = sharedLength(trie.path, path);
  if (shared === trie.path.length) {
    if (trie.kind === 'leaf') return { kind: 'leaf', path, value };
    return { kind: 'extension', path: trie.path, child: putIn(trie.child, path.slice(shared), value) as Branch };
  }
  const rest = trie.path.slice(shared + 1);
  const before: Trie =
    trie.kind === 'leaf' ? { kind: 'leaf', path: rest, value: trie.value } : extended(rest, trie.child);
  const parted = withChild({ kind: 'branch', children: NO_CHILDREN }, trie.path.slice(shared), before);
  const both = withChild(parted, path.slice(shared), { kind: 'leaf', path: path.slice(shared + 1), value });
  return extended(path.slice(0, shared), both);
}

/** Without the value under a path, where there is one. */
export function removeFrom(trie: Trie, path: string): Trie {
  if (trie === undefined) return undefined;
  if (trie.kind === 'leaf') return trie.path === path ? undefined : trie;
  if (trie.kind === 'extension') {
    if (!path.startsWith(trie.path)) return trie;
    const child = removeFrom(trie.child, path.slice(trie.path.length));
    return child === trie.child ? trie : joined(trie.path, child);
  }
  const before = childAt(trie, path);
  const child = removeFrom(before, path.slice(1));
  if (child === before) return trie;
  const left = withChild(trie, path, child);
  const [only, other] = left.children.flatMap((each, at) => (each === undefined ? [] : [{ each, at }]));
  return only === undefined || other !== undefined ? left : joined(DIGITS[only.at] ?? '', only.each);
}

export function rootOf(trie: Trie): Hex {
  return trie === undefined ? EMPTY_TRIE : toHex(keccak_256(encode(trie)));
}

/** The nodes on the way to a path, from the root on, as `eth_getProof` gives them (EIP-1186): without those that stand inside the node above. */
export function proofIn(trie: Trie, path: string): Hex[] {
  if (trie === undefined) return [EMPTY_NODE];
  const nodes: Hex[] = [];
  let rest = path;
  for (let node: Trie = trie; node !== undefined;) {
    const encoded = encode(node);
    if (nodes.length === 0 || encoded.length >= 32) nodes.push(toHex(encoded));
    if (node.kind === 'leaf') break;
    if (node.kind === 'branch') {
      [node, rest] = [childAt(node, rest), rest.slice(1)];
      continue;
    }
    if (!rest.startsWith(node.path)) break;
    rest = rest.slice(node.path.length);
    node = node.child;
  }
  return nodes;
}

/** The value under a path. */
export function valueIn(trie: Trie, path: string): string | undefined {
  if (trie === undefined) return undefined;
  if (trie.kind === 'branch') return valueIn(childAt(trie, path), path.slice(1));
  if (trie.kind === 'leaf') return trie.path === path ? trie.value : undefined;
  return path.startsWith(trie.path) ? valueIn(trie.child, path.slice(trie.path.length)) : undefined;
}

const NO_CHILDREN: readonly Trie[] = Array.from({ length: 16 });

function childAt(branch: Branch, path: string): Trie {
  return branch.children[digit(path)];
}

function withChild(branch: Branch, path: string, child: Trie): Branch {
  return { kind: 'branch', children: branch.children.with(digit(path), child) };
}

function digit(path: string): number {
  return Number.parseInt(path[0] ?? '', 16);
}

function extended(path: string, child: Branch): Extension | Branch {
  return path === '' ? child : { kind: 'extension', path, child };
}

function joined(path: string, below: Trie): Trie {
  if (below === undefined) return undefined;
  if (below.kind === 'leaf') return { kind: 'leaf', path: path + below.path, value: below.value };
  return below.kind === 'branch' ? extended(path, below) : extended(path + below.path, below.child);
}

function sharedLength(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared;
}

function encode(node: Exclude<Trie, undefined>): Uint8Array {
  if (node.kind === 'branch') return rlpList([...node.children.map(referenceOf), EMPTY]);
  const path = rlpBytes(hexPrefix(digitsOf(node.path), node.kind === 'leaf'));
  return rlpList([path, node.kind === 'leaf' ? rlpBytes(fromHex(`0x${node.value}`)) : referenceOf(node.child)]);
}

function referenceOf(node: Trie): Uint8Array {
  if (node === undefined) return EMPTY;
  return (node.reference ??= nodeReference(encode(node)));
}

function digitsOf(path: string): number[] {
  return [...path].map((each) => Number.parseInt(each, 16));
}
