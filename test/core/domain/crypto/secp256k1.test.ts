import { expect } from 'chai';
import fc from 'fast-check';
import type { Secp256k1 } from '../../../../core/domain/crypto/secp256k1.ts';
import { byAddon, byWasm, secp256k1 } from '../../../../core/domain/crypto/secp256k1-native.ts';
import { secp256k1 as inPages } from '../../../../core/domain/crypto/secp256k1-noble.ts';
import { fromHex, toHex, uintBytes } from '../../../../core/domain/bytes/hex.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const MODULUS = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const privateKeys = bytes32.filter((key) => {
  const number = BigInt(toHex(key));
  return number > 0n && number < ORDER;
});

describe('the curve of accounts', () => {
  const kinds: [string, Secp256k1 | undefined][] = [
    ['the native addon', byAddon],
    ['WebAssembly', byWasm],
  ];
  for (const [name, native] of kinds) {
    if (native === undefined) {
      it.skip(`by ${name} (no binary of this platform)`);
      continue;
    }
    describe(`by ${name}`, () => {
      it('gives the keys and signatures that a page gives', () => {
        fc.assert(
          fc.property(privateKeys, bytes32, (key, digest) => {
            expect(native.publicKey(key)).to.deep.equal(inPages.publicKey(key));
            expect(bare(native.sign(digest, key))).to.deep.equal(bare(inPages.sign(digest, key)));
          }),
          { numRuns: 30 },
        );
      });

      it('recovers of any 64 bytes the key that a page recovers, or none where it has none', () => {
        const scalars = fc.oneof(
          bytes32,
          fc.constantFrom(0n, 1n, ORDER - 1n, ORDER, MODULUS - ORDER, 2n ** 256n - 1n).map((n) => uintBytes(n, 32)),
        );
        let recovered = 0;
        let none = 0;
        fc.assert(
          fc.property(bytes32, scalars, scalars, fc.constantFrom(0 as const, 1 as const), (digest, r, s, id) => {
            const signature = fromHex(`${toHex(r)}${toHex(s).slice(2)}`);
            const [here, there] = [native, inPages].map((each) =>
              attempt(() => each.recoverKey(digest, signature, id)),
            );
            expect(here).to.equal(there);
            if (here === 'none') none++;
            else recovered++;
          }),
          { numRuns: 60, seed: 7 },
        );
        expect(recovered).to.be.greaterThan(5);
        expect(none).to.be.greaterThan(5);
      });

      it('agrees with a page on what two keys share, of a key in 33 or 65 bytes', () => {
        fc.assert(
          fc.property(privateKeys, privateKeys, (mine, theirs) => {
            const whole = inPages.publicKey(theirs);
            const short = Uint8Array.of(2 + ((whole[64] ?? 0) & 1), ...whole.subarray(1, 33));
            const shared = inPages.sharedX(theirs, inPages.publicKey(mine));
            for (const key of [whole, short]) {
              expect(native.wholeKey(key)).to.deep.equal(whole);
              expect(native.sharedX(mine, key)).to.deep.equal(shared);
            }
          }),
          { numRuns: 20 },
        );
      });

      it('shares nothing with what is no key', () => {
        const key = native.publicKey(uintBytes(5n, 32));
        const beside = Uint8Array.from(key).fill(1, 64);
        const none = [new Uint8Array(33), Uint8Array.of(2, ...uintBytes(MODULUS, 32)), key.subarray(0, 64), beside];
        for (const curve of [native, inPages]) {
          for (const one of none) {
            expect(() => curve.wholeKey(one)).to.throw();
            expect(() => curve.sharedX(uintBytes(5n, 32), one)).to.throw();
          }
          for (const number of [0n, ORDER, 2n ** 256n - 1n])
            expect(() => curve.sharedX(uintBytes(number, 32), key)).to.throw();
        }
      });

      it('has no key of zero or of the order', () => {
        for (const number of [0n, ORDER, 2n ** 256n - 1n]) {
          expect(() => native.publicKey(uintBytes(number, 32))).to.throw();
          expect(() => inPages.publicKey(uintBytes(number, 32))).to.throw();
        }
      });
    });
  }

  it('is the fastest that there is on servers, and noble’s where a bundler builds for browsers', () => {
    expect(secp256k1).to.equal(byAddon ?? byWasm);
    expect(import.meta.resolve('#secp256k1')).to.match(/secp256k1-native\.ts$/);
  });
});

function bare({ signature, recoveryId }: { signature: Uint8Array; recoveryId: number }): string {
  return `${toHex(signature)} ${recoveryId}`;
}

function attempt(recover: () => Uint8Array): string {
  try {
    return toHex(recover());
  } catch {
    return 'none';
  }
}
