import { expect } from 'chai';
import fc from 'fast-check';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import {
  createDevicePrivateKey,
  deviceSigner,
  normaliseSignature,
  verifyDeviceSignature,
} from '../../../../core/domain/crypto/device-signature.ts';
import {
  decodeFrame,
  encodeFrame,
  encodeFrameHeader,
  frameDomain,
  frameHash,
  linkOf,
  payloadHashOf,
  ZERO_LINK,
  type Frame,
} from '../../../../core/domain/reading/frame.ts';
import { bytesToBigint, concatBytes, toHex, uintBytes, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import { FLAG } from '../../../../core/domain/ledger/kinds.ts';
import {
  decodePayload,
  encodePayload,
  frameKeys,
  sealFrame,
  type Payload,
} from '../../../../core/domain/reading/payload.ts';
import { rebuildFrames } from '../../../../core/domain/reading/rebuild-frames.ts';
import { gcm } from '@noble/ciphers/aes.js';
import {
  BATCH_HEAD_BYTES,
  decodeReadings,
  encodeReadings,
  sizeOfFrame,
} from '../../../../core/domain/reading/readings-data.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const domain = frameDomain(DOMAIN, '0x00000000000000000000000000000000000000aa');
const channel: Hex = `0x${'22'.repeat(4)}`;
const deviceId: Hex = `0x${'22'.repeat(32)}`;
const periodKey = new Uint8Array(32).fill(7);
const header = {
  algorithm: 1 as const,
  flags: 0,
  domain,
  channel,
  sequence: 3n,
  time: 1_790_000_000n,
  previous: ZERO_LINK,
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
    const changes: Partial<Frame>[] = [
      { sequence: 4n },
      { time: 1n },
      { flags: 8 },
      { previous: `0x${'22'.repeat(16)}` },
      { channel: '0x00000000' },
      { domain: periodKey },
    ];
    for (const change of changes) {
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

  it('refuses content of another kind than the flags say', async () => {
    const { key, nonce } = frameKeys({ periodKey, channel, sequence: 3n });
    const flags = FLAG.record;
    const plaintext = encodePayload({ kind: 'single', exponent: -3, mantissa: 12345n });
    const ciphertext = gcm(key, nonce, encodeFrameHeader({ ...header, flags })).encrypt(plaintext);
    const frame = { ...sealed.frame, flags, payloadHash: payloadHashOf(ciphertext) };
    expect(await refusal(() => contentOf(openFrame({ periodKeys: [periodKey], frame, ciphertext })))).to.equal(
      'PAYLOAD_MALFORMED',
    );
  });

  it('opens what it sealed, for registers, day packets and OCMF records', () => {
    const mantissa = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const exponent = fc.integer({ min: -9, max: 9 });
    const day = fc
      .tuple(fc.bigInt({ min: 0n, max: 2n ** 31n }), fc.array(fc.bigInt({ min: 0n, max: 65_534n }), { maxLength: 24 }))
      .map(([start, rises]) => rises.reduce((values, rise) => [...values, (values.at(-1) ?? 0n) + rise], [start]));
    const payload = fc.oneof(
      fc.record({ kind: fc.constant('single' as const), exponent, mantissa }),
      fc.record({
        kind: fc.constant('day' as const),
        exponent,
        mantissas: day,
        late: fc.boolean().map((isLate) => (isLate ? [{ back: 1_500, mantissa: 0n }] : [])),
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
    expect(await refusal(() => decodeFrame(concatBytes(Uint8Array.of(1), bytes.subarray(1))))).to.equal(
      'FRAME_MALFORMED',
    );
    expect(await refusal(() => decodeFrame(concatBytes(Uint8Array.of(2, 3), bytes.subarray(2))))).to.equal(
      'FRAME_MALFORMED',
    );
    expect(decodeFrame(bytes)).to.deep.equal(sealed.frame);
  });

  it('travel in calldata and come back; cut or prolonged data is refused', async () => {
    const batch = {
      deviceId,
      signature: new Uint8Array(65).fill(1),
      frames: [{ ...sealed.frame, ciphertext: sealed.ciphertext }],
    };
    const data = encodeReadings([batch]);
    expect((data.length - 2) / 2).to.equal(2 + BATCH_HEAD_BYTES + 100);
    const [decoded] = decodeReadings(data);
    const expected = {
      channel,
      flags: 0,
      time: header.time,
      sequence: undefined,
      commitment: sealed.frame.commitment,
    };
    expect(decoded?.frames).to.deep.equal([{ ...expected, ciphertext: sealed.ciphertext }]);
    expect(await refusal(() => decodeReadings(`${data}00`))).to.equal('READINGS_MALFORMED');
    expect(await refusal(() => decodeReadings(data.slice(0, -2) as Hex))).to.equal('READINGS_MALFORMED');
    expect(await refusal(() => decodeReadings(`0x01${data.slice(4)}`))).to.equal('READINGS_MALFORMED');
    expect(await refusal(() => encodeReadings([]))).to.equal('READINGS_MALFORMED');
    const long = { ...batch, frames: [{ ...sealed.frame, ciphertext: new Uint8Array(27) }] };
    expect(await refusal(() => encodeReadings([long]))).to.equal('READINGS_MALFORMED');
  });

  it('refuse flags that mean nothing: other bits, two words at once, two kinds of content at once', async () => {
    for (const flags of [1 << 10, 1 << 15, FLAG.encrypted | FLAG.authenticated, FLAG.dayPacket | FLAG.record]) {
      const ciphertext = new Uint8Array((flags & FLAG.dayPacket) === 0 ? 26 : 87);
      const frame = { ...sealed.frame, flags, ciphertext };
      const data = encodeReadings([{ deviceId, signature: new Uint8Array(65), frames: [frame] }]);
      expect(await refusal(() => decodeReadings(data)), String(flags)).to.equal('READINGS_MALFORMED');
    }
  });

  it('are put together again with number and link of the channel’s frame before, stated numbers only behind a gap', () => {
    const make = (sequence: bigint, previous: Hex, flags = 0) =>
      sealFrame({
        periodKey,
        header: { ...header, flags, sequence, previous, time: header.time + sequence },
        payload: { kind: 'single', exponent: 0, mantissa: sequence },
      });
    const link = ({ frame }: ReturnType<typeof make>): Hex => linkOf(toHex(frameHash(encodeFrame(frame))));
    const first = make(1n, ZERO_LINK);
    const gap = make(9n, link(first), FLAG.gap);
    const day = sealFrame({
      periodKey,
      header: { ...header, sequence: 10n, previous: link(gap) },
      payload: { kind: 'day', exponent: 0, mantissas: [1n, 5n], late: [] },
    });
    const record = sealFrame({
      periodKey,
      header: { ...header, sequence: 11n, previous: link(day) },
      payload: { kind: 'ocmf', exponent: 0, mantissa: 5n, record: 'OCMF|{}|{}' },
    });
    const made = [first, gap, day, record];
    const sent = made.map(({ frame, ciphertext }) => ({ ...frame, ciphertext }));
    const data = encodeReadings([{ deviceId, signature: new Uint8Array(65), frames: sent }]);
    const size = sent.reduce((sum, frame) => sum + sizeOfFrame(frame), 2 + BATCH_HEAD_BYTES);
    expect((data.length - 2) / 2).to.equal(size);
    expect(sent.map(sizeOfFrame)).to.deep.equal([100, 104, 161, 114]);
    const [batch] = decodeReadings(data);
    if (batch === undefined) throw new Error('no batch');
    const heads = new Map();
    const rebuilt = rebuildFrames(batch, { algorithm: 1, domain, heads });
    expect(rebuilt.map(({ frame }) => frame)).to.deep.equal(made.map(({ frame }) => frame));
    expect(rebuilt.map(({ isFirst }) => isFirst)).to.deep.equal([true, false, false, false]);
    expect(heads.get(channel)).to.deep.equal({ sequence: 11n, time: header.time, link: link(record) });
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
