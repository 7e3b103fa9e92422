import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect } from 'chai';
import { encodeRlp, type RlpStructuredData } from 'ethers';
import { fromHex, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { readAccountProof, readStorageProof, readTrieProof } from '../../../../core/domain/seal/trie-proof.ts';
import { refusal } from '../../../support/refusal.ts';

const LONG: Hex = `0x${'ab'.repeat(40)}`;
/** The path 1, 2, 3, 4. */
const KEY = fromHex('0x1234');

function node(items: RlpStructuredData): Hex {
  return encodeRlp(items) as Hex;
}

function hashOf(text: Hex): Hex {
  return toHex(keccak_256(fromHex(text)));
}

function branch(children: Record<number, RlpStructuredData>, value = '0x'): RlpStructuredData[] {
  return [...Array.from({ length: 16 }, (_, nibble) => children[nibble] ?? '0x'), value];
}

/** Reads KEY below a root node and others. */
function read(root: RlpStructuredData, others: RlpStructuredData[] = []): string | undefined {
  const proof = [root, ...others].map(node);
  const value = readTrieProof({ root: hashOf(node(root)), key: KEY, proof });
  return value && toHex(value);
}

describe('Merkle-Patricia proofs', () => {
  it('refuse nodes that are missing, of another shape or no RLP', async () => {
    const broken: [string, () => unknown][] = [
      ['no root', () => readTrieProof({ root: hashOf('0x01'), key: KEY, proof: [] })],
      ['a missing child', () => read(branch({ 1: hashOf(node([LONG, LONG])) }))],
      ['three items', () => read(['0x11', LONG, LONG])],
      ['a string', () => readTrieProof({ root: hashOf(node(LONG)), key: KEY, proof: [node(LONG)] })],
      ['no RLP', () => readTrieProof({ root: hashOf('0xf8'), key: KEY, proof: ['0xf8'] })],
      ['a child that is no hash', () => read(branch({ 1: '0x1234' }))],
      ['an extension without a child', () => read(['0x11', '0x'])],
      ['an empty path', () => read(['0x', LONG])],
      ['a path that is a list', () => read([['0x20', '0x30'], LONG])],
      ['an unknown flag', () => read(['0x4012', LONG])],
      ['a leaf that holds a list', () => read(['0x201234', [LONG]])],
    ];
    for (const [what, attempt] of broken) expect(await refusal(attempt), what).to.equal('PROOF_BROKEN');
  });

  it('tell of leaves with an odd and an even rest of the path', () => {
    expect(read(['0x201234', LONG])).to.equal(LONG);
    expect(read(branch({ 1: hashOf(node(['0x3234', LONG])) }), [['0x3234', LONG]])).to.equal(LONG);
  });

  it('follow extensions, and children that stand inside their parent', () => {
    const inside = branch({ 2: ['0x2034', '0x05'] });
    const child = hashOf(node(inside));
    expect(read(['0x11', child], [inside])).to.equal('0x05');
  });

  it('find a value in the branch where a path ends', () => {
    const end = branch({}, LONG);
    expect(read(['0x001234', hashOf(node(end))], [end])).to.equal(LONG);
    expect(read(['0x001234', hashOf(node(branch({ 3: LONG })))], [branch({ 3: LONG })])).to.equal(undefined);
  });

  it('show that nothing is there: another path, an empty child, a leaf that ends before or behind the key', () => {
    for (const root of [
      ['0x201235', LONG],
      branch({ 2: LONG }),
      ['0x2012', LONG],
      ['0x20123456', LONG],
      ['0x201234', '0x'],
    ])
      expect(read(root)).to.equal(undefined);
  });

  it('refuse an account that has not four fields, and a slot that holds no word', async () => {
    const address: Hex = `0x${'aa'.repeat(20)}`;
    const slot: Hex = `0x${'00'.repeat(32)}`;
    const leafOf = (key: Hex, value: Hex): Hex => node([`0x20${hashOf(key).slice(2)}`, value]);
    const account = (fields: RlpStructuredData) => () => {
      const leaf = leafOf(address, node(fields));
      return readAccountProof({ stateRoot: hashOf(leaf), address, proof: [leaf] });
    };
    const good = ['0x01', '0x02', LONG, LONG];
    for (const [at] of good.entries()) {
      expect(await refusal(account(good.with(at, '').toSpliced(at, 1)))).to.equal('PROOF_BROKEN');
      expect(await refusal(account(good.map((each, i) => (i === at ? [each] : each))))).to.equal('PROOF_BROKEN');
    }
    expect(await refusal(account([...good, '0x']))).to.equal('PROOF_BROKEN');
    expect(account(good)()).to.deep.equal({ nonce: 1n, balance: 2n, storageRoot: LONG, codeHash: LONG });

    const stored = (value: RlpStructuredData) => () => {
      const leaf = leafOf(slot, node(value));
      return readStorageProof({ storageRoot: hashOf(leaf), slot, proof: [leaf] });
    };
    const word = `0x${'ff'.repeat(32)}`;
    expect(await refusal(stored(`${word}00`))).to.equal('PROOF_BROKEN');
    expect(await refusal(stored([word]))).to.equal('PROOF_BROKEN');
    expect(stored(word)()).to.equal(2n ** 256n - 1n);
  });
});
