import { expect } from 'chai';
import { receive } from '../../../../oracle/collector/receive/receive.ts';
import { encodeUpMessage, parseUpMessage, type BatchMessage } from '../../../../oracle/messages.ts';
import { batchMessage, frameHash } from '../../../../core/domain/reading/frame.ts';
import { normaliseSignature } from '../../../../core/domain/crypto/device-signature.ts';
import { TRUST } from '../../../../core/domain/ledger/kinds.ts';
import { HOUR, START, makePair, type Pair } from '../../support/pair.ts';
import { testDevice } from '../../../biller/support/device.ts';

describe('a message that a gateway may not send', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = makePair();
    await pair.sayHello();
  });
  afterEach(() => pair.dispose());

  const codeOf = async (payload: Uint8Array): Promise<unknown> => {
    const { answer } = await receive(pair.context, pair.gatewayId, payload);
    return answer !== undefined && 'ack' in answer ? (answer.ack.code ?? answer.ack.outcome) : undefined;
  };

  it('is one of more than a mebibyte, whatever is in it', async () => {
    expect(await codeOf(new Uint8Array(1024 * 1024 + 1))).to.equal('MESSAGE_TOO_LARGE');
    expect(await codeOf(new Uint8Array(1024 * 1024))).to.equal('MESSAGE_MALFORMED');
  });

  it('is a batch of which a part is under way in another', async () => {
    pair.registerAll();
    pair.tellRegister();
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    for (let hour = 0n; hour < 3n; hour++)
      pair.feed(
        meter,
        meter.start.map((value) => value + hour),
        START + hour * HOUR,
      );
    await pair.sign();
    const sent = parseUpMessage(pair.store.outgoing(0, 100).at(-1)?.payload ?? new Uint8Array());
    if (!('batch' in sent)) throw new Error('no batch');
    const signed = async (frames: BatchMessage['frames']): Promise<Uint8Array> => {
      const message = batchMessage(frames.map(({ frame }) => frameHash(frame)));
      const signature = normaliseSignature(pair.signer.key, message, await pair.signer.sign(message));
      return encodeUpMessage({ batch: { deviceId: pair.signer.deviceId, signature, frames } });
    };
    expect(await codeOf(await signed(sent.batch.frames.slice(0, 2)))).to.equal('stored');
    expect(await codeOf(await signed(sent.batch.frames))).to.equal('BATCH_OVERLAPS');
    expect(await codeOf(await signed(sent.batch.frames.slice(2)))).to.equal('stored');
  });

  it('is one with period keys of a meter that another device signs for', async () => {
    pair.registerAll();
    pair.tellRegister();
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    pair.feed(meter, meter.start, START);
    await pair.sign();
    const keys = pair.store.outgoing(0, 1)[0]?.payload ?? new Uint8Array();
    const said = parseUpMessage(keys);
    if (!('periodKeys' in said)) throw new Error('no keys');
    const foreign = `0x${'77'.repeat(32)}` as const;
    const other = testDevice();
    const { company, owner, provider } = pair.actors;
    pair.mirror(pair.block(company, 'meters', 'DEVICE_REGISTER', { ...other.json, trustClass: TRUST.gatewaySigned }));
    pair.mirror(
      pair.block(company, 'meters', 'METER_REGISTER', {
        meterId: foreign,
        owner: owner.address,
        provider: provider.address,
        resource: 1,
        unit: 1,
        exponent: 0,
        digits: 0,
        scale: 0,
        deviceId: other.deviceId,
        verifiedUntil: 4_000_000_000n,
        obis: ['0x0100010800ff'],
      }),
    );
    const message = encodeUpMessage({ periodKeys: { ...said.periodKeys, meterId: foreign } });
    expect(await codeOf(message)).to.equal('METER_FOREIGN');
  });
});
