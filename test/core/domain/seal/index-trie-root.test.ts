import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect } from 'chai';
import { encodeRlp, toBeHex, type RlpStructuredData } from 'ethers';
import { fromHex, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { indexTrieRoot } from '../../../../core/domain/seal/index-trie-root.ts';

/** The trie by its definition in the Yellow Paper, appendix D: c(J, i) over a set of paths, without sorting or search. */
function rootOf(transactions: readonly Hex[]): Hex {
  const entries = transactions.map((value, index): [string, Hex] => [
    encodeRlp(index === 0 ? '0x' : toBeHex(index)).slice(2),
    value,
  ]);
  return toHex(keccak_256(fromHex(encodeRlp(entries.length === 0 ? '0x' : structure(entries)))));
}

function structure(entries: readonly [string, Hex][]): RlpStructuredData {
  const [[path, value] = ['', '0x']] = entries;
  if (entries.length === 1) return [compact(path, 2), value];
  let shared = 0;
  while (entries.every(([each]) => shared < path.length && each[shared] === path[shared])) shared += 1;
  const cut = entries.map(([each, own]): [string, Hex] => [each.slice(shared), own]);
  if (shared > 0) return [compact(path.slice(0, shared), 0), below(cut)];
  const children = Array.from('0123456789abcdef', (digit) => {
    const under = entries.filter(([each]) => each.startsWith(digit));
    return under.length === 0 ? '0x' : below(under.map(([each, own]): [string, Hex] => [each.slice(1), own]));
  });
  return [...children, '0x'];
}

function below(entries: readonly [string, Hex][]): RlpStructuredData {
  const node = structure(entries);
  const bytes = fromHex(encodeRlp(node));
  return bytes.length < 32 ? node : toHex(keccak_256(bytes));
}

function compact(path: string, flag: number): string {
  return `0x${path.length % 2 === 0 ? `${flag}0${path}` : `${flag + 1}${path}`}`;
}

describe('root of the transactions of a block', () => {
  it('is that of the trie by its definition, for every number of transactions where the keys change their form', () => {
    for (const count of [0, 1, 2, 3, 15, 16, 17, 18, 127, 128, 129, 130, 145, 255, 256, 257, 300, 512]) {
      const transactions = Array.from({ length: count }, (_, i): Hex => `0x02${toBeHex(i + 1, 60).slice(2)}`);
      expect(indexTrieRoot(transactions), String(count)).to.equal(rootOf(transactions));
    }
  });

  it('is right where nodes are just short enough to stand inside the one above, and where not', () => {
    for (let length = 1; length <= 34; length++) {
      const transactions = Array.from({ length: 20 }, (_, i): Hex => `0x${toBeHex(i + 1, length).slice(2)}`);
      expect(indexTrieRoot(transactions), String(length)).to.equal(rootOf(transactions));
    }
  });
});
