import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cbc } from '@noble/ciphers/aes.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { expect } from 'chai';
import ethCrypto from 'eth-crypto';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex, utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { ecies as inPages } from '../../../../core/domain/crypto/ecies-noble.ts';
import { eciesOn, encryptOnce } from '../../../../core/domain/crypto/ecies-on.ts';
import { byEthCrypto, ecies as onServers } from '../../../../core/domain/crypto/ecies-servers.ts';
import { envelopeContext } from '../../../../core/domain/crypto/envelope-context.ts';
import { byAddon, byWasm, secp256k1 as native } from '../../../../core/domain/crypto/secp256k1-native.ts';
import { secp256k1 as noble } from '../../../../core/domain/crypto/secp256k1-noble.ts';
import { openEnvelope, sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const all = Object.entries({
  'eth-crypto': byEthCrypto,
  noble: inPages,
  WebAssembly: eciesOn(byWasm),
  servers: onServers,
});
const alice = accountFromMnemonic(createMnemonic());
const eve = accountFromMnemonic(createMnemonic());
/** Says the same where it is evaluated in a page. */
const PLACE = {
  from: alice.address,
  ledger: `0x${'0a'.repeat(20)}`,
  kind: 0x1304,
  subject: `0x${'0b'.repeat(32)}`,
} as const;
const context = envelopeContext(DOMAIN, PLACE);
const TEXT = 'ab'.repeat(32);
/** Each takes some 25 ms, on a busy machine 100; the property held for 3,000 as well. */
const MESSAGES = 100;

describe('ECIES', () => {
  for (const [name, ecies] of all) {
    describe(`with ${name}`, () => {
      it('refuses every altered byte and every shortening', async () => {
        const wrapped = await ecies.encrypt(TEXT, alice.encryptionKey);
        for (let i = 0; i < wrapped.length; i++) {
          const altered = Uint8Array.from(wrapped);
          altered[i] = (altered[i] ?? 0) ^ (1 << (i % 8));
          expect(await opened(altered), `byte ${i}`).to.equal('ECIES_BROKEN');
        }
        for (let length = 0; length < wrapped.length; length++)
          expect(await opened(wrapped.subarray(0, length)), `${length} bytes`).to.equal('ECIES_BROKEN');
        expect(await opened(concatBytes(wrapped, Uint8Array.of(0)))).to.equal('ECIES_BROKEN');
      });

      it('refuses another key, and what is no key', async () => {
        const wrapped = await ecies.encrypt(TEXT, alice.encryptionKey);
        const order = `0x${secp256k1.Point.Fn.ORDER.toString(16)}` as const;
        for (const key of [eve.encryptionPrivateKey, order, `0x${'00'.repeat(32)}`, '0x', '0x01'] as const)
          expect(await refusal(() => ecies.decrypt(wrapped, key)), key).to.equal('ECIES_BROKEN');
      });

      it('refuses an ephemeral key that is no point of the curve', async () => {
        const wrapped = await ecies.encrypt(TEXT, alice.encryptionKey);
        for (const key of [`02${'00'.repeat(31)}05`, `02${'ff'.repeat(32)}`, `03${'00'.repeat(32)}`, '00'.repeat(33)])
          expect(await opened(put(wrapped, 16, fromHex(key))), key).to.equal('ECIES_BROKEN');
      });

      it('refuses a ciphertext without whole blocks or padding, though its mac is right', async () => {
        const once = { ephemeralKey: fromHex(eve.encryptionPrivateKey), iv: new Uint8Array(16).fill(7) };
        const { cipherKey } = sharedKeys(once.ephemeralKey);
        const block = (last: number): Uint8Array =>
          cbc(cipherKey, once.iv, { disablePadding: true }).encrypt(new Uint8Array(16).fill(last, 15));
        expect(await ecies.decrypt(withMac(once, block(1)), alice.encryptionPrivateKey)).to.equal('\0'.repeat(15));
        for (const ciphertext of [new Uint8Array(), new Uint8Array(15), block(0), block(17), block(3)])
          expect(await opened(withMac(once, ciphertext)), toHex(ciphertext)).to.equal('ECIES_BROKEN');
      });

      it('refuses to encrypt for what is not 64 bytes of a point', async () => {
        const compressed = toHex(secp256k1.getPublicKey(fromHex(alice.encryptionPrivateKey), true));
        const wrong: Hex[] = [
          '0x',
          compressed,
          `0x04${alice.encryptionKey.slice(2)}`,
          `0x${'00'.repeat(64)}`,
          `0x${'ff'.repeat(64)}`,
          `0x${alice.encryptionKey.slice(2, -2)}`,
          `0x${alice.encryptionKey.slice(2, 66)}${eve.encryptionKey.slice(66)}`,
          `0x${'zz'.repeat(64)}`,
        ];
        for (const key of wrong) {
          expect(await refusal(() => ecies.encrypt(TEXT, key)), key).to.equal('ENCRYPTION_KEY_INVALID');
          const addressees = [{ address: alice.address, encryptionKey: key }];
          const content = utf8(TEXT);
          expect(await refusal(() => sealEnvelope({ content, addressees, context })), key).to.equal(
            'ENCRYPTION_KEY_INVALID',
          );
        }
      });

      it('never makes the same bytes twice', async () => {
        const wrapped = await Promise.all(Array.from({ length: 20 }, () => ecies.encrypt(TEXT, alice.encryptionKey)));
        for (const part of [
          [0, 16],
          [16, 49],
        ])
          expect(new Set(wrapped.map((bytes) => toHex(bytes.subarray(...part)))).size).to.equal(20);
      });

      async function opened(wrapped: Uint8Array): Promise<string> {
        return refusal(() => ecies.decrypt(wrapped, alice.encryptionPrivateKey));
      }
    });
  }

  it('is byte for byte the same with all for the same secrets, and each opens what the other made', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 100 }),
        privateKeys,
        privateKeys,
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        async (text, key, ephemeralKey, iv) => {
          const publicKey = toHex(secp256k1.getPublicKey(key, false).subarray(1));
          const ours = encryptOnce(noble, { text, encryptionKey: publicKey, ephemeralKey, iv });
          expect(encryptOnce(native, { text, encryptionKey: publicKey, ephemeralKey, iv })).to.deep.equal(ours);
          const theirs = await ethCrypto.encryptWithPublicKey(publicKey.slice(2), text, {
            ephemPrivateKey: Buffer.from(ephemeralKey),
            iv: Buffer.from(iv),
          });
          expect(toHex(ours)).to.equal(`0x${ethCrypto.cipher.stringify(theirs)}`);
          for (const [, ecies] of all) expect(await ecies.decrypt(ours, toHex(key))).to.equal(text);
        },
      ),
      { numRuns: MESSAGES, examples: [['\ufeffmarked', bytes(1), bytes(2), new Uint8Array(16)]] },
    );
  });

  it('opens with one what the other encrypted with secrets of its own', async () => {
    for (let i = 0; i < 10; i++) {
      for (const [from, to] of [
        [onServers, inPages],
        [inPages, onServers],
        [byEthCrypto, onServers],
      ] as const) {
        const wrapped = await from.encrypt(TEXT, alice.encryptionKey);
        expect(await to.decrypt(wrapped, alice.encryptionPrivateKey)).to.equal(TEXT);
      }
    }
  });

  it('is the addon’s on servers, or eth-crypto’s, and noble’s where a bundler builds for browsers, and their envelopes open for each other', async () => {
    expect(import.meta.resolve('#ecies')).to.match(/ecies-servers\.ts$/);
    expect(onServers === byEthCrypto).to.equal(byAddon === undefined);
    const envelope = await sealEnvelope({ content: utf8('from a server'), addressees: [alice], context });
    const module = import.meta.resolve('../../../../core/domain/crypto/envelope.ts');
    const contexts = import.meta.resolve('../../../../core/domain/crypto/envelope-context.ts');
    const { encryptionKey, encryptionPrivateKey, address } = alice;
    const script = `
      import { openEnvelope, sealEnvelope } from ${JSON.stringify(module)};
      import { envelopeContext } from ${JSON.stringify(contexts)};
      const account = ${JSON.stringify({ encryptionKey, encryptionPrivateKey, address })};
      const context = envelopeContext({ chainId: 53278n, networkHash: '${DOMAIN.networkHash}' }, ${JSON.stringify(PLACE)});
      const opened = await openEnvelope({ envelope: '${envelope}', account, context });
      const content = new TextEncoder().encode('from a page');
      const envelope = await sealEnvelope({ content, addressees: [account], context });
      const ecies = import.meta.resolve('#ecies', ${JSON.stringify(module)});
      console.log(JSON.stringify({ ecies, opened: new TextDecoder().decode(opened), envelope }));`;
    const args = ['--conditions=browser', '--input-type=module', '--eval', script];
    const page = JSON.parse((await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })).stdout);
    expect(page.ecies).to.match(/ecies-noble\.ts$/);
    expect(page.opened).to.equal('from a server');
    expect(await openEnvelope({ envelope: page.envelope, account: alice, context })).to.deep.equal(utf8('from a page'));
  });
});

const privateKeys = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((key) => secp256k1.utils.isValidSecretKey(key));

function bytes(last: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(32).fill(last, 31);
}

function put(wrapped: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  return concatBytes(wrapped.subarray(0, at), part, wrapped.subarray(at + part.length));
}

function sharedKeys(ephemeralKey: Uint8Array): { cipherKey: Uint8Array; macKey: Uint8Array } {
  const publicKey = fromHex(`0x04${alice.encryptionKey.slice(2)}`);
  const hash = sha512(secp256k1.getSharedSecret(ephemeralKey, publicKey, true).subarray(1));
  return { cipherKey: hash.subarray(0, 32), macKey: hash.subarray(32) };
}

/** What somebody who knows the keys can make of any ciphertext. */
function withMac(once: { ephemeralKey: Uint8Array; iv: Uint8Array }, ciphertext: Uint8Array): Uint8Array {
  const ephemeral = secp256k1.Point.fromBytes(secp256k1.getPublicKey(once.ephemeralKey));
  const { macKey } = sharedKeys(once.ephemeralKey);
  const mac = hmac(sha256, macKey, concatBytes(once.iv, ephemeral.toBytes(false), ciphertext));
  return concatBytes(once.iv, ephemeral.toBytes(true), mac, ciphertext);
}
