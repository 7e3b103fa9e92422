import { expect } from 'chai';
import { HDNodeWallet } from 'ethers';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../../core/domain/bytes/hex.ts';
import { deriveKey, HARDENED, rootKey } from '../../../../core/domain/crypto/derive-key.ts';

const index = fc.nat({ max: 0x7fff_ffff });
const path = fc.array(fc.record({ index, isHardened: fc.boolean() }), { maxLength: 4 });
const seed = fc.uint8Array({ minLength: 16, maxLength: 64 });
/** Of BIP-32's vectors 3 and 4: keys that begin with zeros. */
const ZEROS = [
  '0x4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4acba45d239319ac14f863b8d5ab5a0d0c64d2e8a1e7d1457df2e5a3c51c73235be',
  '0x3ddd5602285899a946114506157c7997e5444528f3003f6134712147db19b678',
].map(fromHex);

describe('the derivation of keys (BIP-32)', () => {
  it('gives at every path the private key that another library gives', () => {
    fc.assert(
      fc.property(fc.oneof(seed, fc.constantFrom(...ZEROS)), path, (bytes, steps) => {
        const ours = deriveKey(
          rootKey(bytes),
          steps.map((step) => (step.isHardened ? HARDENED : 0) + step.index),
        );
        const text = ['m', ...steps.map((step) => `${step.index}${step.isHardened ? "'" : ''}`)].join('/');
        expect(toHex(ours.key)).to.equal(HDNodeWallet.fromSeed(bytes).derivePath(text).privateKey);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the zeros in front of a key', () => {
    for (const [at, bytes] of ZEROS.entries()) {
      const theirs = HDNodeWallet.fromSeed(bytes).derivePath("m/0'/1'");
      expect(toHex(deriveKey(rootKey(bytes), [HARDENED, HARDENED + 1]).key), String(at)).to.equal(theirs.privateKey);
    }
  });
});
