import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import {
  batchMessage,
  decodeFrame,
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  payloadHashOf,
  type Frame,
} from '../../../../core/domain/reading/frame.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, uintBytes } from '../../../../core/domain/bytes/hex.ts';
import { SEQUENCE_JUMP_MAX } from '../../../../core/domain/limits.ts';
import { channelOf, obisFromText } from '../../../../core/domain/ledger/ids.ts';
import { signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { FLAG, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { normaliseSignature } from '../../../../core/domain/crypto/device-signature.ts';
import { receive } from '../../../../oracle/collector/receive/receive.ts';
import { encodeUpMessage, parseUpMessage } from '../../../../oracle/messages.ts';
import { OBIS_COLD_WATER, sampleHouse } from '../../../../sandbox/meters/sample-house.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { idOfMeter } from '../../support/metering.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import type { BatchMessage, DownMessage } from '../../../../oracle/messages.ts';
import type { Pair } from '../../support/pair.ts';
import { DOMAIN } from '../../../support/domain.ts';

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

type Ack = { message: string; outcome: string; code?: string | undefined; channels?: string[] | undefined };

function ackOf(answer: DownMessage | undefined): Ack {
  if (answer === undefined || !('ack' in answer)) throw new Error('no acknowledgement');
  return answer.ack;
}

describe('the collector’s inbox', () => {
  let pair: Pair;
  let batch: BatchMessage;

  const give = async (message: BatchMessage): Promise<Ack> =>
    ackOf((await receive(pair.context, pair.gatewayId, encodeUpMessage({ batch: message }))).answer);
  /** Signs frames anew with the gateway's own key, so that nothing but the change under test is wrong. */
  const resigned = async (frames: readonly { frame: Frame; ciphertext: Uint8Array }[]): Promise<BatchMessage> => {
    const encoded = frames.map(({ frame, ciphertext }) => ({ frame: encodeFrame(frame), ciphertext }));
    const message = batchMessage(encoded.map(({ frame }) => frameHash(frame)));
    const signature = normaliseSignature(pair.signer.key, message, await pair.signer.sign(message));
    return { deviceId: pair.signer.deviceId, signature, frames: encoded };
  };
  const changed = (change: (frame: Frame) => Partial<Frame>, which = 0): Promise<BatchMessage> =>
    resigned(
      batch.frames.map(({ frame: bytes, ciphertext }, index) => {
        const frame = decodeFrame(bytes);
        return { frame: index === which ? { ...frame, ...change(frame) } : frame, ciphertext };
      }),
    );
  const nothingStored = (): void => {
    expect(pair.inbox.pendingMessages(10).filter(({ kind }) => kind === 'batch')).to.deep.equal([]);
    expect(pair.inbox.quarantined()).to.equal(1);
  };

  beforeEach(async () => {
    pair = makePair();
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    for (let hour = 0n; hour < 3n; hour++)
      pair.feed(
        meter,
        meter.start.map((value) => value + hour),
        START + hour * HOUR,
      );
    await pair.sign();
    const last = pair.store.outgoing(0, 100).at(-1);
    const message = parseUpMessage(last?.payload ?? new Uint8Array());
    if (!('batch' in message)) throw new Error('no batch');
    batch = message.batch;
  });
  afterEach(() => pair.dispose());

  it('refuses what is no message', async () => {
    for (const text of [
      '',
      '{',
      '[]',
      '{"v":1}',
      '{"v":2,"batch":{}}',
      '{"v":1,"hello":{},"batch":{}}',
      '\u0000'.repeat(1_000),
      '[{'.repeat(500_000),
    ]) {
      const { answer } = await receive(pair.context, pair.gatewayId, new TextEncoder().encode(text));
      expect(ackOf(answer)).to.include({ outcome: 'refused', code: 'MESSAGE_MALFORMED' });
    }
    expect(pair.inbox.counters()['MESSAGE_MALFORMED']).to.equal(8);
  });

  it('refuses a signature that is damaged', async () => {
    const signature = Uint8Array.from(batch.signature);
    signature[10] = (signature[10] ?? 0) ^ 1;
    expect(await give({ ...batch, signature })).to.include({ outcome: 'refused', code: 'DEVICE_SIGNATURE_INVALID' });
    nothingStored();
  });

  it('refuses a signature by another key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const message = batchMessage(batch.frames.map(({ frame }) => frameHash(frame)));
    const signature = concatBytes(
      new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
      Uint8Array.of(0),
    );
    expect(await give({ ...batch, signature })).to.include({ code: 'DEVICE_SIGNATURE_INVALID' });
  });

  it('refuses a high s, which the gateway normalises before it sends', async () => {
    const s = bytesToBigint(batch.signature.subarray(32, 64));
    expect(s <= P256_ORDER / 2n).to.equal(true);
    const high = concatBytes(batch.signature.subarray(0, 32), uintBytes(P256_ORDER - s, 32), Uint8Array.of(0));
    expect(await give({ ...batch, signature: high })).to.include({ code: 'DEVICE_SIGNATURE_INVALID' });
    const message = batchMessage(batch.frames.map(({ frame }) => frameHash(frame)));
    expect(toHex(normaliseSignature(pair.signer.key, message, high.subarray(0, 64)))).to.equal(toHex(batch.signature));
  });

  it('refuses frames that the signature does not cover, or in another order', async () => {
    expect(await give({ ...batch, frames: batch.frames.slice(1) })).to.include({ code: 'DEVICE_SIGNATURE_INVALID' });
    expect(await give({ ...batch, frames: batch.frames.toReversed() })).to.include({
      code: 'DEVICE_SIGNATURE_INVALID',
    });
  });

  it('refuses another ciphertext than the one that was signed', async () => {
    const frames = batch.frames.map(({ frame, ciphertext }) => ({
      frame,
      ciphertext: ciphertext.with(0, (ciphertext[0] ?? 0) ^ 1),
    }));
    expect(await give({ ...batch, frames })).to.include({ code: 'PAYLOAD_HASH_MISMATCH' });
    nothingStored();
  });

  it('refuses a frame of another chain or ledger', async () => {
    const domain = frameDomain(DOMAIN, pair.network.contracts.readingLedger);
    expect(await give(await changed(() => ({ domain })))).to.include({ code: 'FRAME_DOMAIN' });
    nothingStored();
  });

  it('refuses a frame of another house', async () => {
    const other = sampleHouse().meters.find((meter) => meter.flat === 3);
    if (other === undefined) throw new Error('no meter');
    const channel = channelOf(idOfMeter(other), obisFromText(other.obis[0] ?? OBIS_COLD_WATER));
    expect(await give(await changed(() => ({ channel })))).to.include({ outcome: 'later', code: 'CHANNEL_UNKNOWN' });
    const foreign = pair.block(pair.actors.company, 'meters', 'METER_REGISTER', {
      meterId: idOfMeter(other),
      owner: pair.actors.owner.address,
      provider: pair.actors.provider.address,
      resource: 1,
      unit: 1,
      exponent: 0,
      digits: 0,
      scale: 0,
      deviceId: `0x${'77'.repeat(32)}`,
      verifiedUntil: 4_000_000_000n,
      obis: other.obis.map((obis) => obisFromText(obis)),
    });
    pair.mirror(foreign);
    expect(await give(await changed(() => ({ channel })))).to.include({ outcome: 'refused', code: 'CHANNEL_FOREIGN' });
  });

  it('refuses a device that the gateway did not show to hold', async () => {
    expect(await give({ ...batch, deviceId: `0x${'77'.repeat(32)}` })).to.include({ code: 'DEVICE_FOREIGN' });
    const { answer } = await receive(pair.context, 'other-gateway', encodeUpMessage({ batch }));
    expect(ackOf(answer)).to.include({ outcome: 'later', code: 'HELLO_MISSING' });
  });

  it('refuses a jump of the sequence, unless a gap frame says so', async () => {
    expect(await give(await changed(({ sequence }) => ({ sequence: sequence + 1n, flags: 0 }), 2))).to.include({
      code: 'SEQUENCE_GAP',
    });
    nothingStored();
    expect(await give(await changed(({ sequence }) => ({ sequence: sequence + 1n, flags: 32 }), 2))).to.include({
      outcome: 'stored',
    });
  });

  it('refuses a frame that does not name the one before it', async () => {
    const ack = await give(await changed(() => ({ previous: `0x${'11'.repeat(16)}` }), 1));
    expect(ack).to.include({ code: 'PREVIOUS_MISMATCH' });
    expect(ack.channels).to.have.length(1);
    nothingStored();
  });

  it('A10: refuses a jump of more than 2^24 numbers even behind a gap', async () => {
    const far = await changed(({ sequence }) => ({ sequence: sequence + SEQUENCE_JUMP_MAX, flags: FLAG.gap }), 2);
    expect(await give(far)).to.include({ outcome: 'refused', code: 'SEQUENCE_GAP' });
    nothingStored();
  });

  it('M7: refuses a frame that comes more than 40 days late without saying so', async () => {
    const late = await changed(() => ({ flags: 0 }), 2);
    const ack = await give(late);
    expect(ack).to.include({ outcome: 'refused', code: 'TIME_TOO_OLD' });
    expect(ack.channels).to.have.length(1);
    nothingStored();
  });

  it('refuses a time that does not rise, or is ahead of the clock', async () => {
    const now = BigInt(Math.floor(Date.now() / 1000));
    expect(await give(await changed(() => ({ time: START }), 2))).to.include({ code: 'TIME_NOT_RISING' });
    expect(await give(await changed(() => ({ time: now + 1_000n }), 2))).to.include({ code: 'TIME_AHEAD' });
  });

  it('refuses unknown flags, a manual flag of a gateway, and a commitment off the curve', async () => {
    expect(await give(await changed(() => ({ flags: 1024 }), 2))).to.include({ code: 'FLAGS_UNKNOWN' });
    expect(await give(await changed(() => ({ flags: 8 }), 2))).to.include({ code: 'MANUAL_FLAG_MISMATCH' });
    expect(await give(await changed(() => ({ commitment: { x: 1n, y: 3n } }), 2))).to.include({
      code: 'COMMITMENT_INVALID',
    });
    expect(await give(await changed(() => ({ commitment: { x: 0n, y: 0n } }), 2))).to.include({
      code: 'COMMITMENT_INVALID',
    });
  });

  it('refuses a meter whose verification ended, and one that was replaced', async () => {
    const [meter, other] = pair.simulated;
    if (meter === undefined || other === undefined) throw new Error('no meters');
    const verify = (verifiedUntil: bigint): void =>
      pair.mirror(
        pair.block(pair.actors.company, 'meters', 'METER_VERIFY', { meterId: idOfMeter(meter), verifiedUntil }),
      );
    verify(START - 86_400n);
    expect(await give(batch)).to.include({ outcome: 'refused', code: 'METER_VERIFICATION_EXPIRED' });
    verify(4_000_000_000n);
    pair.mirror(
      pair.block(pair.actors.company, 'meters', 'METER_REPLACE', {
        oldMeterId: idOfMeter(meter),
        newMeterId: idOfMeter(other),
      }),
    );
    expect(await give(batch)).to.include({ outcome: 'refused', code: 'METER_OUT_OF_SERVICE' });
  });

  it('asks to come again while the device is not registered, and refuses a revoked one', async () => {
    const stranger = makePair();
    try {
      await stranger.sayHello();
      const { answer } = await receive(
        stranger.context,
        stranger.gatewayId,
        encodeUpMessage({ batch: { ...batch, deviceId: stranger.signer.deviceId } }),
      );
      expect(ackOf(answer)).to.include({ outcome: 'later', code: 'DEVICE_UNKNOWN' });
    } finally {
      stranger.dispose();
    }
    pair.mirror(pair.block(pair.actors.company, 'meters', 'DEVICE_REVOKE', { deviceId: pair.signer.deviceId }));
    expect(await give(batch)).to.include({ code: 'DEVICE_REVOKED' });
  });

  it('refuses a gateway that claims the key of another, or cannot sign with its own', async () => {
    const hello = parseUpMessage(await pair.helloOf());
    if (!('hello' in hello)) throw new Error('no hello');
    expect(ackOf((await receive(pair.context, 'g2', encodeUpMessage({ hello: hello.hello }))).answer)).to.include({
      code: 'HELLO_REFUSED',
    });
    expect(ackOf((await receive(pair.context, 'g2', await pair.helloOf('g2'))).answer)).to.include({
      code: 'HELLO_REFUSED',
    });
    expect(pair.inbox.gatewayOf(pair.signer.deviceId)).to.equal(pair.gatewayId);
  });

  it('takes no hello that is not of now (the static hello), and none that is older than the newest one', async () => {
    const now = Math.floor(Date.now() / 1000);
    const say = async (time: number): Promise<unknown> =>
      (await receive(pair.context, pair.gatewayId, await pair.helloOf(pair.gatewayId, time))).answer;
    for (const time of [now - 950, now + 950])
      expect(ackOf((await say(time)) as DownMessage)).to.include({ outcome: 'later', code: 'HELLO_STALE' });
    expect(await say(now + 100)).to.equal(undefined);
    expect(await say(now + 100)).to.equal(undefined);
    expect(ackOf((await say(now)) as DownMessage)).to.include({ outcome: 'later', code: 'HELLO_STALE' });
    const message = parseUpMessage(await pair.helloOf());
    if (!('hello' in message)) throw new Error('no hello');
    const redated = encodeUpMessage({ hello: { ...message.hello, time: now + 200 } });
    expect(ackOf((await receive(pair.context, pair.gatewayId, redated)).answer)).to.include({ code: 'HELLO_REFUSED' });
  });

  it('raises the alarm when a sequence comes again with other bytes', async () => {
    expect(await give(batch)).to.include({ outcome: 'stored' });
    const other = await changed(({ time }) => ({ time: time + 1n }), 2);
    expect(await give(other)).to.include({ outcome: 'refused', code: 'FRAME_CONFLICT' });
    expect(pair.inbox.counters()).to.include({ FRAME_CONFLICT: 1 });
    expect(pair.inbox.frame(decodeFrame(batch.frames[2]?.frame ?? new Uint8Array()).channel, 3n)?.frame).to.deep.equal(
      batch.frames[2]?.frame,
    );
  });

  it('stores a batch once, however often and under however many signatures it comes', async () => {
    expect(await give(batch)).to.include({ outcome: 'stored' });
    expect(await give(batch)).to.include({ outcome: 'stored' });
    const again = await changed(() => ({}));
    expect(await give(again)).to.include({ outcome: 'stored' });
    expect(pair.inbox.pendingMessages(10).filter(({ kind }) => kind === 'batch')).to.have.length(1);
  });

  it('takes a frame that the ledger has for stored, and one that contradicts it for an attack', async () => {
    const last = batch.frames.at(-1)?.frame ?? new Uint8Array();
    const { channel, sequence, time } = decodeFrame(last);
    const head = linkOf(toHex(frameHash(last)));
    const context = { ...pair.context, ledgerHead: async () => ({ sequence, time, head }) };
    expect(ackOf((await receive(context, pair.gatewayId, encodeUpMessage({ batch }))).answer)).to.include({
      outcome: 'stored',
    });
    expect(pair.inbox.pendingMessages(10).filter(({ kind }) => kind === 'batch')).to.deep.equal([]);
    const conflicting = {
      ...context,
      ledgerHead: async () => ({ sequence, time, head: linkOf(toHex(frameHash(fromHex('00')))) }),
    };
    expect(
      ackOf((await receive(conflicting, pair.gatewayId, encodeUpMessage({ batch: await changed(() => ({})) }))).answer),
    ).to.include({ code: 'FRAME_CONFLICT' });
    expect(pair.inbox.channelHead(channel)).to.equal(undefined);
  });

  it('refuses period keys of a foreign meter, of another key or with a damaged envelope', async () => {
    const first = pair.store.outgoing(0, 1)[0];
    const message = parseUpMessage(first?.payload ?? new Uint8Array());
    if (!('periodKeys' in message)) throw new Error('no keys');
    const keys = message.periodKeys;
    const say = async (change: Partial<typeof keys>): Promise<Ack> =>
      ackOf(
        (await receive(pair.context, pair.gatewayId, encodeUpMessage({ periodKeys: { ...keys, ...change } }))).answer,
      );
    expect(await say({ period: keys.period + 1 })).to.include({ code: 'DEVICE_SIGNATURE_INVALID' });
    expect(await say({ envelope: keys.envelope.with(-1, (keys.envelope.at(-1) ?? 0) ^ 1) })).to.include({
      code: 'DEVICE_SIGNATURE_INVALID',
    });
    expect(await say({ envelope: Uint8Array.of(9) })).to.include({ code: 'ENVELOPE_MALFORMED' });
    expect(await say({ envelope: keys.envelope.slice(0, -1) })).to.include({ code: 'CONTENT_PADDING' });
    expect(await say({ meterId: `0x${'55'.repeat(32)}` })).to.include({ outcome: 'later', code: 'METER_UNKNOWN' });
    expect(await say({ signature: new Uint8Array(65) })).to.include({ code: 'DEVICE_SIGNATURE_INVALID' });
    expect(await say({})).to.include({ outcome: 'stored' });
  });

  it('answers payload hashes of the frames it stored', async () => {
    await give(batch);
    const stored = pair.inbox.pendingMessages(10).filter(({ kind }) => kind === 'batch')[0];
    for (const { frame, ciphertext } of pair.inbox.framesOf(stored?.id ?? 0)) {
      expect(decodeFrame(frame).payloadHash).to.equal(payloadHashOf(ciphertext));
    }
  });
});

describe('the gateway, which does not trust the collector', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  const firstMeter = (): Pair['simulated'][number] => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    return meter;
  };

  it('keeps frames until its register is proven, then sends them in order', async () => {
    const meter = firstMeter();
    pair.feed(meter, meter.start, START);
    await pair.sign();
    expect(pair.store.queuedMessages()).to.equal(0);
    pair.registerAll();
    pair.tellRegister();
    pair.feed(meter, meter.start, START + HOUR);
    await pair.sign();
    const kinds = pair.store.outgoing(0, 10).map(({ payload }) => Object.keys(parseUpMessage(payload))[1]);
    expect(kinds).to.deep.equal(['periodKeys', 'periodKeys', 'batch']);
  });

  it('refuses register entries of another company', async () => {
    const meter = firstMeter();
    const impostor = newAccount();
    const entry = pair.block(impostor, 'meters', 'METER_REGISTER', {
      meterId: idOfMeter(meter),
      owner: impostor.address,
      provider: impostor.address,
      resource: 1,
      unit: 1,
      exponent: 0,
      digits: 0,
      scale: 0,
      deviceId: pair.signer.deviceId,
      verifiedUntil: 4_000_000_000n,
      obis: ['0x0100010800ff'],
    });
    pair.down({ v: 1, register: { blocks: [signedBlockToJson(entry), { nonsense: true }] } });
    expect(pair.store.counters()).to.include({ BLOCK_FOREIGN: 1, BLOCK_JSON_INVALID: 1 });
    expect(pair.store.proof(idOfMeter(meter), 0x0202)).to.equal(undefined);
  });

  it('refuses entries with a broken signature, with other data, or of another network', async () => {
    pair.registerAll();
    const [good] = pair.halves(idOfMeter(firstMeter()), pair.actors.owner);
    if (good === undefined) throw new Error('a handover has two halves');
    const blocks = [
      { ...good, signature: toHex(fromHex(good.signature).with(3, 0x5a)) },
      { ...good, data: toHex(fromHex(good.data).with(40, 0x5a)) },
      { ...good, ledger: pair.network.contracts.tariffs },
    ].map(signedBlockToJson);
    pair.down({ v: 1, register: { blocks } });
    const counters = pair.store.counters();
    expect((counters['SENDER_MISMATCH'] ?? 0) + (counters['SIGNATURE_INVALID'] ?? 0)).to.equal(1);
    expect(counters).to.include({ DATA_HASH_MISMATCH: 1, BLOCK_FOREIGN: 1 });
    expect(pair.store.proof(idOfMeter(firstMeter()), 0x0206)).to.equal(undefined);
  });

  it('wraps no keys for an encryption key that the company did not register', async () => {
    const meter = firstMeter();
    pair.registerAll();
    const swapped = newAccount();
    pair.mirror(
      pair.block(pair.actors.owner, 'participants', 'ENROL', {
        role: ROLE.subscriber,
        encryptionKey: swapped.encryptionKey,
        envelope: '0x',
      }),
    );
    pair.tellRegister();
    pair.feed(meter, meter.start, START);
    await pair.sign();
    expect(pair.store.queuedMessages()).to.equal(0);
  });

  it('signs refused frames again without the channel to blame, which waits alone', async () => {
    const [one, two] = pair.simulated;
    if (one === undefined || two === undefined) throw new Error('no meters');
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
    pair.feed(one, one.start, START);
    pair.feed(two, two.start, START);
    pair.mirror(
      pair.block(pair.actors.company, 'meters', 'METER_VERIFY', {
        meterId: idOfMeter(one),
        verifiedUntil: START - 86_400n,
      }),
    );
    await pair.sign();
    const answers = (await pair.deliver()).map(ackOf);
    expect(answers.filter(({ outcome }) => outcome === 'refused').map(({ code }) => code)).to.deep.equal([
      'METER_VERIFICATION_EXPIRED',
    ]);
    expect(pair.store.stoppedChannels().map(({ code }) => code)).to.deep.equal(['METER_VERIFICATION_EXPIRED']);
    await pair.sign(Date.now());
    expect((await pair.deliver()).map(ackOf).map(({ outcome }) => outcome)).to.deep.equal(['stored']);
    expect(pair.store.frameCounts()).to.deep.equal({ stored: 1, waiting: 1 });

    pair.mirror(
      pair.block(pair.actors.company, 'meters', 'METER_VERIFY', {
        meterId: idOfMeter(one),
        verifiedUntil: 4_000_000_000n,
      }),
    );
    await pair.sign();
    expect((await pair.deliver()).map(ackOf).map(({ outcome }) => outcome)).to.deep.equal(['stored']);
    expect(pair.store.frameCounts()).to.deep.equal({ stored: 2 });
  });

  it('keeps unknown meters, damaged and foreign telegrams, and falling registers as evidence', () => {
    const [meter, other] = pair.simulated;
    if (meter === undefined || other === undefined) throw new Error('no meters');
    expect(pair.feed({ ...meter, name: 'nobody' }, meter.start, START).code).to.equal('METER_UNKNOWN');
    expect(pair.feed({ ...other, name: meter.name }, other.start, START).code).to.equal('METER_MISMATCH');
    expect(pair.feed(meter, meter.start, START).code).to.equal('FRAMED');
    expect(
      pair.feed(
        meter,
        meter.start.map((value) => value - 1n),
        START + HOUR,
      ).code,
    ).to.equal('REGISTER_FELL');
    expect(pair.feed(meter, meter.start, BigInt(Math.floor(Date.now() / 1000)) + 2_000n).code).to.equal('TIME_AHEAD');
    expect(pair.store.frameCounts()).to.deep.equal({ waiting: 1 });
  });
});
