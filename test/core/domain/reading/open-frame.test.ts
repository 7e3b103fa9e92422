import { gcm } from '@noble/ciphers/aes.js';
import { expect } from 'chai';
import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import { encodeFrameHeader, frameDomain, payloadHashOf } from '../../../../core/domain/reading/frame.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import { frameKeys, sealFrame } from '../../../../core/domain/reading/payload.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const channel: Hex = `0x${'22'.repeat(32)}`;
const [lost, current, other] = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill));
const header = {
  algorithm: 1 as const,
  flags: 0,
  domain: frameDomain(DOMAIN, '0x00000000000000000000000000000000000000aa'),
  channel,
  sequence: 3n,
  time: 1_790_000_000n,
  previous: ZERO_32,
};

describe('openFrame', () => {
  if (lost === undefined || current === undefined || other === undefined) throw new Error('no keys');
  const sealed = sealFrame({ periodKey: lost, header, payload: { kind: 'single', exponent: 0, mantissa: 5n } });

  it('calls a frame closed, not damaged, to a reader without keys or with other keys only', async () => {
    const without = openFrame({ periodKeys: [], ...sealed });
    expect(without).to.include({ state: 'closed', code: 'PERIOD_KEY_MISSING' });
    const others = openFrame({ periodKeys: [current, other], ...sealed });
    expect(others).to.include({ state: 'closed', code: 'PAYLOAD_NOT_OPENED' });
    expect(await refusal(() => contentOf(others))).to.equal('PAYLOAD_NOT_OPENED');
  });

  it('calls a frame damaged whose ciphertext is another one, also to a reader without keys', () => {
    const ciphertext = sealed.ciphertext.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
    const opened = openFrame({ periodKeys: [], frame: sealed.frame, ciphertext });
    expect(opened).to.include({ state: 'damaged', code: 'PAYLOAD_HASH_MISMATCH' });
  });

  it('calls a frame damaged that its own key decrypts to no payload, or to another value than its commitment', () => {
    const frame = { ...sealed.frame, commitment: commit(6n, 1n) };
    const differs = openFrame({ periodKeys: [current, lost], ...sealed, frame });
    expect(differs).to.include({ state: 'damaged', code: 'COMMITMENT_MISMATCH' });

    const keys = frameKeys({ periodKey: lost, channel, sequence: header.sequence });
    const ciphertext = gcm(keys.key, keys.nonce, encodeFrameHeader(header)).encrypt(Uint8Array.of(9, 9));
    const garbled = { ...sealed.frame, payloadHash: payloadHashOf(ciphertext) };
    const malformed = openFrame({ periodKeys: [lost, current], frame: garbled, ciphertext });
    expect(malformed).to.include({ state: 'damaged', code: 'PAYLOAD_MALFORMED' });
  });

  it('opens a frame under any of several keys, in any order', () => {
    for (const periodKeys of [[lost], [lost, current], [current, lost], [other, current, lost]]) {
      expect(openFrame({ periodKeys, ...sealed })).to.include({ state: 'opened', value: 5n });
    }
  });
});
