import { expect } from 'chai';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { fromHex, toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { rlpUint } from '../../../core/domain/bytes/rlp.ts';
import { indexTrieRoot } from '../../../core/domain/seal/index-trie-root.ts';
import { readTrieProof } from '../../../core/domain/seal/trie-proof.ts';
import { EMPTY_TRIE } from '../../../sealer/network/genesis.ts';
import { proofIn, putIn, removeFrom, rootOf, valueIn, type Trie } from '../../../sealer/proofs/trie.ts';

const digits = (bytes: Uint8Array): string => toHex(bytes).slice(2);

describe('a trie that proves', () => {
  it('of nothing is the empty one, and gives nothing', () => {
    expect(rootOf(undefined)).to.equal(EMPTY_TRIE);
    expect([proofIn(undefined, '00'), valueIn(undefined, '00')]).to.deep.equal([['0x80'], undefined]);
    expect(removeFrom(putIn(undefined, 'ab', '01'), 'ab')).to.equal(undefined);
  });

  it('has the root that the trie of receipts has, which is made in another way', () => {
    for (const count of [1, 2, 15, 16, 17, 127, 128, 130, 300]) {
      const values = Array.from({ length: count }, (_, n) => toHex(new Uint8Array(1 + (n % 60)).fill(1 + (n % 200))));
      const entries = values.map((value, n) => [digits(rlpUint(n)), value.slice(2)] as const);
      const trie = entries.reduceRight<Trie>((all, [path, value]) => putIn(all, path, value), undefined);
      expect(rootOf(trie), String(count)).to.equal(indexTrieRoot(values));
    }
  });

  it('depends on what it holds alone, proves it and what it does not hold, and leaves earlier ones as they were', () => {
    const key = fc.integer({ min: 0, max: 40 }).map((n) => keccak_256(Uint8Array.of(n)));
    const step = fc.record({
      key,
      value: fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const held = new Map<string, string>();
        let trie: Trie;
        const before: [Trie, Hex][] = [];
        for (const { key: bytes, value } of steps) {
          const path = digits(bytes);
          trie = value === undefined ? removeFrom(trie, path) : putIn(trie, path, digits(value));
          if (value === undefined) held.delete(path);
          else held.set(path, digits(value));
          before.push([trie, rootOf(trie)]);
        }
        const anew = [...held].toSorted().reduce<Trie>((all, [path, value]) => putIn(all, path, value), undefined);
        expect(rootOf(anew)).to.equal(rootOf(trie));
        for (const [earlier, root] of before) expect(rootOf(earlier)).to.equal(root);
        for (let n = 0; n <= 41; n++) {
          const bytes = keccak_256(Uint8Array.of(n));
          const value = held.get(digits(bytes));
          expect(valueIn(trie, digits(bytes))).to.equal(value);
          const read = readTrieProof({ root: rootOf(trie), key: bytes, proof: proofIn(trie, digits(bytes)) });
          expect(read && digits(read)).to.equal(value);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves nodes out of a proof that stand inside the node above', () => {
    const trie = ['0a', '0b'].reduce<Trie>((all, path) => putIn(all, path, '07'), undefined);
    const proof = proofIn(trie, '0a');
    expect(proof).to.have.length(1);
    expect(fromHex(proof[0] ?? '0x').length).to.be.lessThan(32);
  });
});
