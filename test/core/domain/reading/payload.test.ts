import { expect } from 'chai';
import fc from 'fast-check';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import {
  createDevicePrivateKey,
  deviceSigner,
  normaliseSignature,
  verifyDeviceSignature,
} from '../../../../core/domain/crypto/device-signature.ts';
import { decodeFrame, encodeFrame, frameDomain } from '../../../../core/domain/reading/frame.ts';
import { bytesToBigint, concatBytes, uintBytes, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import { decodePayload, encodePayload, sealFrame, type Payload } from '../../../../core/domain/reading/payload.ts';
import {
  BATCH_HEAD_BYTES,
  decodeReadings,
  encodeReadings,
  FRAME_HEAD_BYTES,
} from '../../../../core/domain/reading/readings-data.ts';
import { refusal } from '../../../support/refusal.ts';

const domain = frameDomain(53278n, '0x00000000000000000000000000000000000000aa');
const channel: Hex = `0x${'22'.repeat(32)}`;
const periodKey = new Uint8Array(32).fill(7);
const header = {
  algorithm: 1 as const,
  flags: 0,
  domain,
  channel,
  sequence: 3n,
  time: 1_790_000_000n,
  previous: ZERO_32,
};
const sealed = sealFrame({ periodKey, header, payload: { kind: 'single', exponent: -3, mantissa: 12345n } });

describe('frame payload', () => {
  it('refuses another ciphertext, another key, an altered header and a commitment to another value', async () => {
    const ciphertext = Uint8Array.from(sealed.ciphertext);
    ciphertext[0] = (ciphertext[0] ?? 0) ^ 1;
    const open = (change: Partial<Parameters<typeof openFrame>[0]>) => () =>
      contentOf(openFrame({ periodKeys: [periodKey], ...sealed, ...change }));
    expect(await refusal(open({ ciphertext }))).to.equal('PAYLOAD_HASH_MISMATCH');
    expect(await refusal(open({ periodKeys: [new Uint8Array(32)] }))).to.equal('PAYLOAD_NOT_OPENED');
    for (const change of [
      { sequence: 4n },
      { time: 1n },
      { flags: 8 },
      { previous: channel },
      { channel: ZERO_32 },
      { domain: periodKey },
    ]) {
      expect(await refusal(open({ frame: { ...sealed.frame, ...change } }))).to.equal('PAYLOAD_NOT_OPENED');
    }
    expect(await refusal(open({ frame: { ...sealed.frame, commitment: commit(12346n, 1n) } }))).to.equal(
      'COMMITMENT_MISMATCH',
    );
  });

  it('refuses payloads of unknown type or length', async () => {
    for (const bytes of [
      [],
      [1],
      [1, 0, 0],
      [9, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [2, 0, 0],
      [2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0],
      [3, 0, 1],
    ]) {
      expect(await refusal(() => decodePayload(Uint8Array.from(bytes)))).to.equal('PAYLOAD_MALFORMED');
    }
  });

  it('opens what it sealed, for registers, day packets and OCMF records', () => {
    const mantissa = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const exponent = fc.integer({ min: -9, max: 9 });
    const payload = fc.oneof(
      fc.record({ kind: fc.constant('single' as const), exponent, mantissa }),
      fc.record({
        kind: fc.constant('day' as const),
        exponent,
        mantissas: fc.array(mantissa, { minLength: 1, maxLength: 25 }),
      }),
      fc.record({ kind: fc.constant('ocmf' as const), exponent, mantissa, record: fc.string({ maxLength: 40 }) }),
    );
    fc.assert(
      fc.property(payload, (value: Payload) => {
        expect(decodePayload(encodePayload(value))).to.deep.equal(value);
        const frame = sealFrame({ periodKey, header, payload: value });
        expect(contentOf(openFrame({ periodKeys: [periodKey], ...frame })).payload).to.deep.equal(value);
      }),
      { numRuns: 25 },
    );
  });
});

describe('frame bytes', () => {
  it('refuse another length, version or algorithm', async () => {
    const bytes = encodeFrame(sealed.frame);
    expect(await refusal(() => decodeFrame(bytes.subarray(1)))).to.equal('FRAME_MALFORMED');
    expect(await refusal(() => decodeFrame(concatBytes(Uint8Array.of(2), bytes.subarray(1))))).to.equal(
      'FRAME_MALFORMED',
    );
    expect(await refusal(() => decodeFrame(concatBytes(Uint8Array.of(1, 3), bytes.subarray(2))))).to.equal(
      'FRAME_MALFORMED',
    );
    expect(decodeFrame(bytes)).to.deep.equal(sealed.frame);
  });

  it('travel in calldata and come back; cut or prolonged data is refused', async () => {
    const batch = {
      deviceId: channel,
      signature: new Uint8Array(65).fill(1),
      frames: [{ ...sealed.frame, ciphertext: sealed.ciphertext }],
    };
    const data = encodeReadings([batch]);
    expect((data.length - 2) / 2).to.equal(2 + BATCH_HEAD_BYTES + FRAME_HEAD_BYTES + sealed.ciphertext.length);
    const [decoded] = decodeReadings(data);
    const expected = {
      channel,
      flags: 0,
      sequence: 3n,
      time: header.time,
      previous: ZERO_32,
      commitment: sealed.frame.commitment,
    };
    expect(decoded?.frames).to.deep.equal([{ ...expected, ciphertext: sealed.ciphertext }]);
    expect(await refusal(() => decodeReadings(`${data}00`))).to.equal('READINGS_MALFORMED');
    expect(await refusal(() => decodeReadings(data.slice(0, -2) as Hex))).to.equal('READINGS_MALFORMED');
    expect(await refusal(() => decodeReadings(`0x02${data.slice(4)}`))).to.equal('READINGS_MALFORMED');
    expect(await refusal(() => encodeReadings([]))).to.equal('READINGS_MALFORMED');
  });
});

describe('device signature', () => {
  for (const algorithm of [1, 2] as const) {
    it(`of algorithm ${algorithm} refuses other messages, other keys, other v and the high half, which normalising mends`, async () => {
      const device = deviceSigner(algorithm, createDevicePrivateKey(algorithm));
      const message = Uint8Array.of(1, 2, 3);
      const signature = device.sign(message);
      expect(verifyDeviceSignature(device.key, message, signature)).to.equal(true);
      expect(verifyDeviceSignature(device.key, Uint8Array.of(1, 2, 4), signature)).to.equal(false);
      const other = deviceSigner(algorithm, createDevicePrivateKey(algorithm));
      expect(verifyDeviceSignature(other.key, message, signature)).to.equal(false);
      expect(verifyDeviceSignature(device.key, message, signature.subarray(0, 64))).to.equal(false);
      const wrongV = Uint8Array.from(signature);
      wrongV[64] = (wrongV[64] ?? 0) ^ 7;
      expect(verifyDeviceSignature(device.key, message, wrongV)).to.equal(false);
      const order =
        algorithm === 1
          ? 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
          : 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      const high = concatBytes(
        signature.subarray(0, 32),
        uintBytes(order - bytesToBigint(signature.subarray(32, 64)), 32),
      );
      const v = algorithm === 1 ? 0 : 55 - (signature[64] ?? 0);
      expect(verifyDeviceSignature(device.key, message, concatBytes(high, Uint8Array.of(v)))).to.equal(false);
      expect(normaliseSignature(device.key, message, high)).to.deep.equal(signature);
      expect(await refusal(() => normaliseSignature(other.key, message, high))).to.equal('DEVICE_SIGNATURE_INVALID');
    });
  }
});
