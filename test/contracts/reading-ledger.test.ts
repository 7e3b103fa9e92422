import { expect } from 'chai';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeAbiParameters, getAddress, keccak256 } from 'viem';

import { commit } from '../../core/domain/crypto/commitment.ts';
import { frameDomain, payloadHashOf, ZERO_LINK } from '../../core/domain/reading/frame.ts';
import { concatBytes, toHex, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { FLAG, TRUST } from '../../core/domain/ledger/kinds.ts';
import { SEQUENCE_JUMP_MAX } from '../../core/domain/limits.ts';
import { encodeReadings } from '../../core/domain/reading/readings-data.ts';
import { networkHelpers, publicClient, refused, viem, type House } from './support/house.ts';
import {
  makeDevice,
  makeRegister,
  OBIS_DAY,
  OBIS_NIGHT,
  registerDevice,
  meterData,
  registerMeter,
  sendBatches,
  sendFrames,
  sendPacked,
  signBatch,
  type MadeFrame,
} from './support/metering.ts';
import { gateway, handheld, metered, otherGateway } from './support/metered-house.ts';
import { DOMAIN } from '../support/domain.ts';
import { sendByBoth } from './support/handover.ts';

async function stateOf(house: House, channel: Hex) {
  return await publicClient.readContract({
    ...house.contracts.readingLedger,
    functionName: 'channelState',
    args: [channel],
  });
}

async function closeHashOf(house: House, channel: Hex, sequence: bigint): Promise<Hex> {
  const args = [channel, sequence] as const;
  return await publicClient.readContract({ ...house.contracts.readingLedger, functionName: 'closeHash', args });
}

async function firstSequenceOf(house: House, channel: Hex): Promise<bigint> {
  return await publicClient.readContract({
    ...house.contracts.readingLedger,
    functionName: 'firstSequence',
    args: [channel],
  });
}

function registerHash(frame: MadeFrame): Hex {
  const { channel, sequence, time, commitment, link } = frame;
  const types = ['bytes4', 'uint64', 'uint64', 'uint256', 'uint256', 'bytes16'].map((type) => ({ type }));
  const hash = keccak256(encodeAbiParameters(types, [channel, sequence, time, commitment.x, commitment.y, link]));
  // Of the meter's first owner.
  return `${hash.slice(0, 58)}00000000` as Hex;
}

describe('ReadingLedger', () => {
  describe('senders of readings', () => {
    it('refuses everybody but the collector and a meter’s owner', async () => {
      const house = await metered();
      const batch = signBatch(gateway, [house.register.read(5n)]);
      for (const from of [house.stranger, house.electricity, house.company, house.portal, house.neighbour]) {
        await refused(sendBatches(house, [batch], { from }), house.contracts.readingLedger, 'SenderNotEntitled');
      }
    });

    it('refuses a suspended collector or owner', async () => {
      const house = await metered();
      const batch = signBatch(gateway, [house.register.read(5n)]);
      await house.suspend(house.collector);
      await house.suspend(house.subscriber);
      for (const from of [house.collector, house.subscriber]) {
        await refused(sendBatches(house, [batch], { from }), house.contracts.readingLedger, 'SenderNotEntitled');
      }
    });

    it('refuses an owner who slips in another’s meter', async () => {
      const house = await metered();
      const meterId = await registerMeter(house, 'neighbour’s', {
        owner: house.neighbour.address,
        provider: house.electricity.address,
        deviceId: gateway.id,
      });
      const foreign = makeRegister(house, gateway, meterId);
      const batch = signBatch(gateway, [house.register.read(5n), foreign.read(6n)]);
      const call = sendBatches(house, [batch], { from: house.subscriber });
      await refused(call, house.contracts.readingLedger, 'SenderNotEntitled');
    });

    it('takes the readings of an owner from the owner', async () => {
      const house = await metered();
      await sendBatches(house, [signBatch(gateway, [house.register.read(5n)])], { from: house.subscriber });
      expect((await stateOf(house, house.register.channel)).sequence).to.equal(1);
    });
  });

  describe('packed data', () => {
    it('is refused in another version, empty, cut at any byte, or with bytes behind', async () => {
      const house = await metered();
      const { readingLedger } = house.contracts;
      const data = encodeReadings([signBatch(gateway, [house.register.read(5n)])]);
      const cut = (bytes: number): Hex => data.slice(0, 2 + 2 * bytes) as Hex;
      const length = (data.length - 2) / 2;
      await refused(sendPacked(house, `0x01${data.slice(4)}`), readingLedger, 'ReadingsVersionUnknown', [1]);
      await refused(sendPacked(house, '0x0200'), readingLedger, 'ReadingsEmpty');
      await refused(sendPacked(house, `0x0201${'00'.repeat(99)}`), readingLedger, 'ReadingsEmpty');
      for (const bytes of [0, 1, 2, 60, 100, 101, 150, 174, 175, length - 1]) {
        await refused(sendPacked(house, cut(bytes)), readingLedger, 'ReadingsTruncated', [BigInt(bytes)]);
      }
      const trailing = sendPacked(house, `${data}00`);
      await refused(trailing, readingLedger, 'ReadingsTrailing', [BigInt(length), BigInt(length + 1)]);
      await sendPacked(house, data);
    });

    it('ends where its last frame ends, of a length by its kind of content, or stated for a record', async () => {
      const house = await metered();
      const { register } = house;
      const contents = [
        [FLAG.record, 0],
        [FLAG.record, 3_000],
        [FLAG.dayPacket, 87],
        [0, 26],
      ] as const;
      const frames = contents.map(([flags, length]) => {
        const ciphertext = new Uint8Array(length).fill(7);
        return { ...register.read(5n, { change: { flags, payloadHash: payloadHashOf(ciphertext) } }), ciphertext };
      });
      await sendFrames(house, gateway, frames);
      expect((await stateOf(house, register.channel)).sequence).to.equal(4);
    });
  });

  describe('devices', () => {
    it('refuses an unknown device', async () => {
      const house = await metered();
      const unknown = makeDevice('unknown');
      const register = makeRegister(house, unknown, house.meterId);
      await refused(sendFrames(house, unknown, [register.read(1n)]), house.contracts.readingLedger, 'DeviceUnknown');
    });

    it('refuses a revoked device', async () => {
      const house = await metered();
      await house.send(house.company, 'DEVICE_REVOKE', { deviceId: gateway.id });
      const call = sendFrames(house, gateway, [house.register.read(1n)]);
      await refused(call, house.contracts.readingLedger, 'DeviceKeyRevoked', [gateway.id]);
    });

    it('refuses a channel of no meter', async () => {
      const house = await metered();
      const nowhere = makeRegister(house, gateway, ZERO_32);
      const call = sendFrames(house, gateway, [nowhere.read(1n)]);
      await refused(call, house.contracts.readingLedger, 'ChannelUnknown', [nowhere.channel]);
    });

    it('refuses a device that signs for another’s meter', async () => {
      const house = await metered();
      const register = makeRegister(house, otherGateway, house.meterId);
      const call = sendFrames(house, otherGateway, [register.read(1n)]);
      await refused(call, house.contracts.readingLedger, 'ChannelNotOfDevice', [register.channel, otherGateway.id]);
    });

    it('refuses a signature over other frames, by another key, or with any bit changed', async () => {
      const house = await metered();
      const { readingLedger } = house.contracts;
      const frame = house.register.read(5n);
      const batch = signBatch(gateway, [frame]);
      const forgeries = [
        signBatch(gateway, [house.register.read(6n, { sequence: 1n, previous: ZERO_LINK })]).signature,
        signBatch(makeDevice('impostor'), [frame]).signature,
        ...[0, 32, 64].map((index) => batch.signature.map((byte, i) => (i === index ? byte ^ 1 : byte))),
      ];
      for (const signature of forgeries) {
        const call = sendBatches(house, [{ ...batch, signature }]);
        await refused(call, readingLedger, 'DeviceSignatureInvalid', [gateway.id]);
      }
    });

    it('refuses a change of any signed field', async () => {
      const house = await metered();
      const frame = house.register.read(5n);
      const changes = [
        { flags: FLAG.tamper },
        { time: frame.time + 1n },
        { commitment: commit(6n, frame.blinding) },
        { ciphertext: frame.ciphertext.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) },
      ];
      for (const change of changes) {
        const batch = { ...signBatch(gateway, [frame]), frames: [{ ...frame, ...change }] };
        await refused(sendBatches(house, [batch]), house.contracts.readingLedger, 'DeviceSignatureInvalid');
      }
    });

    it('refuses a signature of secp256k1 by another key, or malformed', async () => {
      const house = await metered();
      const { readingLedger } = house.contracts;
      const from = house.neighbour;
      const frame = house.handRegister.read(5n, { flags: FLAG.manual });
      const batch = signBatch(handheld, [frame]);
      const forgeries = [
        signBatch(makeDevice('impostor', 2), [frame]).signature,
        ...[0, 32, 64].map((index) => batch.signature.map((byte, i) => (i === index ? byte ^ 8 : byte))),
      ];
      for (const signature of forgeries) {
        const call = sendBatches(house, [{ ...batch, signature }], { from });
        await refused(call, readingLedger, 'DeviceSignatureInvalid', [handheld.id]);
      }
      await sendBatches(house, [batch], { from });
    });

    it('refuses a frame meant for another chain or ledger', async () => {
      const house = await metered();
      const elsewhere = { ...house, contracts: { ...house.contracts, readingLedger: house.contracts.meters } };
      const register = makeRegister(elsewhere as never, gateway, house.meterId);
      const call = sendFrames(house, gateway, [register.read(5n)]);
      await refused(call, house.contracts.readingLedger, 'DeviceSignatureInvalid');
    });

    it('refuses the manual flag on a gateway’s frame, and a hand reading without it', async () => {
      const house = await metered();
      const { readingLedger } = house.contracts;
      const flagged = sendFrames(house, gateway, [house.register.read(5n, { flags: FLAG.manual })]);
      await refused(flagged, readingLedger, 'ManualFlagMismatch', [house.register.channel, FLAG.manual, 2]);
      const unflagged = sendBatches(house, [signBatch(handheld, [house.handRegister.read(5n)])], {
        from: house.neighbour,
      });
      await refused(unflagged, readingLedger, 'ManualFlagMismatch', [house.handRegister.channel, 0, TRUST.manual]);
    });
  });

  describe('meters', () => {
    it('refuses a frame of the day after the verification date, and takes one of its last second', async () => {
      const house = await metered();
      const day = (house.now - 500_000n) / 86_400n;
      const verifiedUntil = day * 86_400n + 7n;
      const data = { meterId: house.meterId, verifiedUntil };
      await house.send(house.company, 'METER_VERIFY', data, { subject: house.meterId });
      const tomorrow = (day + 1n) * 86_400n;
      const late = house.register.read(5n, { time: tomorrow });
      const args = [house.register.channel, Number(day), tomorrow];
      const call = sendFrames(house, gateway, [late]);
      await refused(call, house.contracts.readingLedger, 'MeterVerificationExpired', args);
      const inTime = house.register.read(5n, { time: tomorrow - 1n, sequence: 1n, previous: ZERO_LINK });
      await sendFrames(house, gateway, [inTime]);
    });

    it('refuses a replaced meter, whose successor starts afresh', async () => {
      const house = await metered();
      await sendFrames(house, gateway, [house.register.read(5n)]);
      const newMeterId = await registerMeter(house, 'new', {
        owner: house.subscriber.address,
        provider: house.electricity.address,
        deviceId: otherGateway.id,
      });
      const replace = { oldMeterId: house.meterId, newMeterId };
      await house.send(house.company, 'METER_REPLACE', replace, { subject: house.meterId });
      const call = sendFrames(house, gateway, [house.register.read(6n)]);
      await refused(call, house.contracts.readingLedger, 'MeterOutOfService', [house.register.channel]);
      const successor = makeRegister(house, otherGateway, newMeterId);
      await sendFrames(house, otherGateway, [successor.read(1n)]);
      expect((await stateOf(house, successor.channel)).sequence).to.equal(1);
    });
  });

  describe('the chain of a channel', () => {
    it('refuses a frame that was signed for another place than the next, and the same frame twice', async () => {
      const house = await metered();
      const { register } = house;
      const { readingLedger } = house.contracts;
      const early = sendFrames(house, gateway, [register.read(5n, { sequence: 2n })]);
      await refused(early, readingLedger, 'DeviceSignatureInvalid', [gateway.id]);
      const first = register.read(5n, { sequence: 1n, previous: ZERO_LINK });
      await sendFrames(house, gateway, [first]);
      const again = [register.channel, first.time, first.time];
      await refused(sendFrames(house, gateway, [first]), readingLedger, 'TimeNotRising', again);
      for (const sequence of [0n, 1n, 3n]) {
        const call = sendFrames(house, gateway, [register.read(6n, { sequence, previous: first.link })]);
        await refused(call, readingLedger, 'DeviceSignatureInvalid', [gateway.id]);
      }
    });

    it('A10: refuses a gap frame that goes back, or leaves out more than 2^24 numbers', async () => {
      const house = await metered();
      const { register } = house;
      const { readingLedger } = house.contracts;
      const first = register.read(5n);
      await sendFrames(house, gateway, [first]);
      const previous = first.link;
      const gap = (sequence: bigint) =>
        sendFrames(house, gateway, [register.read(6n, { sequence, previous, flags: FLAG.gap })]);
      await refused(gap(1n), readingLedger, 'SequenceOutOfOrder');
      const limit = 1n + SEQUENCE_JUMP_MAX;
      for (const sequence of [limit + 1n, 2n ** 32n - 1n])
        await refused(gap(sequence), readingLedger, 'SequenceTooFar', [register.channel, limit, sequence]);
      const before = await networkHelpers.takeSnapshot();
      await gap(limit);
      await before.restore();
      await gap(7n);
      expect((await stateOf(house, register.channel)).sequence).to.equal(7);
      await sendFrames(house, gateway, [register.read(8n)]);
      expect((await stateOf(house, register.channel)).sequence).to.equal(8);
    });

    it('takes a first frame behind a gap as the channel’s beginning', async () => {
      const house = await metered();
      const { register } = house;
      expect(await firstSequenceOf(house, register.channel)).to.equal(0n);
      const first = register.read(5n, { sequence: 4n, flags: FLAG.gap });
      await sendFrames(house, gateway, [first]);
      expect(await firstSequenceOf(house, register.channel)).to.equal(4n);
      expect(await closeHashOf(house, register.channel, 4n)).to.equal(registerHash(first));
    });

    it('refuses a frame that names another previous frame', async () => {
      const house = await metered();
      const { register } = house;
      const { readingLedger } = house.contracts;
      const bad: Hex = `0x${'11'.repeat(16)}`;
      const tail: Hex = `0x${'00'.repeat(15)}01`;
      for (const previous of [bad, tail]) {
        const call = sendFrames(house, gateway, [register.read(5n, { sequence: 1n, previous })]);
        await refused(call, readingLedger, 'DeviceSignatureInvalid');
      }
      const first = register.read(5n, { sequence: 1n, previous: ZERO_LINK });
      await sendFrames(house, gateway, [first]);
      for (const previous of [bad, ZERO_LINK]) {
        const call = sendFrames(house, gateway, [register.read(6n, { sequence: 2n, previous })]);
        await refused(call, readingLedger, 'DeviceSignatureInvalid');
      }
    });

    it('takes a replayed frame for no other place of its channel, nor for another channel of its device', async () => {
      const house = await metered();
      const { readingLedger } = house.contracts;
      const meterId = await registerMeter(house, 'second', {
        owner: house.subscriber.address,
        provider: house.electricity.address,
        deviceId: gateway.id,
      });
      const frame = house.register.read(5n);
      const moved = { ...frame, channel: makeRegister(house, gateway, meterId).channel };
      const call = sendBatches(house, [{ ...signBatch(gateway, [frame]), frames: [moved] }]);
      await refused(call, readingLedger, 'DeviceSignatureInvalid');
    });

    it('refuses a time that does not rise, or lies more than 900 s ahead', async () => {
      const house = await metered();
      const { register } = house;
      const { readingLedger } = house.contracts;
      const first = register.read(5n);
      await sendFrames(house, gateway, [first]);
      const next = (time: bigint) => register.read(6n, { sequence: 2n, previous: first.link, time });
      for (const time of [first.time, first.time - 1n]) {
        const call = sendFrames(house, gateway, [next(time)]);
        await refused(call, readingLedger, 'TimeNotRising', [register.channel, first.time, time]);
      }
      await refused(sendFrames(house, gateway, [next(house.now + 10_000n)]), readingLedger, 'TimeAhead');
      await sendFrames(house, gateway, [next(house.now + 900n)]);
    });

    it('refuses flags without a meaning', async () => {
      const house = await metered();
      const { register } = house;
      for (const flags of [0x400, 0x8000, FLAG.encrypted | FLAG.authenticated, FLAG.dayPacket | FLAG.record]) {
        const frame = register.read(5n, { sequence: 1n, previous: ZERO_LINK, change: { flags } });
        const ciphertext = new Uint8Array((flags & FLAG.dayPacket) === 0 ? 26 : 87);
        const call = sendFrames(house, gateway, [{ ...frame, ciphertext }]);
        await refused(call, house.contracts.readingLedger, 'FlagsUnknown', [register.channel, flags]);
      }
      for (const flags of [FLAG.encrypted, FLAG.authenticated])
        await sendFrames(house, gateway, [
          register.read(5n, flags === FLAG.encrypted ? { sequence: 1n, previous: ZERO_LINK, flags } : { flags }),
        ]);
    });

    it('refuses a commitment that is no point of the curve, or the identity', async () => {
      const house = await metered();
      const { register } = house;
      const p = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
      const wrong = [
        { x: 0n, y: 0n },
        { x: 1n, y: 3n },
        { x: 1n + p, y: 2n },
        { x: 1n, y: 2n + p },
      ];
      for (const commitment of wrong) {
        const frame = register.read(5n, { sequence: 1n, previous: ZERO_LINK, change: { commitment } });
        const args = [register.channel, commitment.x, commitment.y];
        await refused(sendFrames(house, gateway, [frame]), house.contracts.readingLedger, 'CommitmentInvalid', args);
      }
    });

    it('records nothing of a batch in which one frame is wrong', async () => {
      const house = await metered();
      const good = house.register.read(5n);
      const bad = house.register.read(6n, { sequence: 1n, flags: FLAG.gap });
      const call = sendFrames(house, gateway, [good, bad]);
      await refused(call, house.contracts.readingLedger, 'SequenceOutOfOrder');
      expect((await stateOf(house, house.register.channel)).sequence).to.equal(0);
    });

    it('keeps sequence, time and head of the last frame, and registers of first and period-close frames only', async () => {
      const house = await metered();
      const { register } = house;
      const frames = [register.read(5n), register.read(6n)];
      const last = register.read(7n, { flags: FLAG.periodClose });
      await sendFrames(house, gateway, frames);
      await viem.assertions.emitWithArgs(
        sendFrames(house, gateway, [last]),
        house.contracts.readingLedger,
        'ReadingsRecorded',
        [gateway.id, 1n, toHex(sha256(last.hash))],
      );
      expect(await stateOf(house, register.channel)).to.deep.equal({
        sequence: 3,
        time: Number(last.time),
        head: last.link,
        deviceNumber: 1,
        verifiedDay: Number((house.now + 1_000_000n) / 86_400n),
        tenure: 0,
        inService: true,
      });
      const kept = [...frames, last].map((frame) => (frame.sequence === 2n ? ZERO_32 : registerHash(frame)));
      for (const [index, hash] of kept.entries()) {
        expect(await closeHashOf(house, register.channel, BigInt(index + 1))).to.equal(hash);
      }
      expect(await firstSequenceOf(house, register.channel)).to.equal(1n);
    });

    it('takes several batches of several devices and algorithms at once', async () => {
      const house = await metered();
      const meterId = await registerMeter(house, 'two zones', {
        owner: house.neighbour.address,
        provider: house.electricity.address,
        deviceId: otherGateway.id,
        obis: [OBIS_DAY, OBIS_NIGHT],
      });
      const [day, night] = [OBIS_DAY, OBIS_NIGHT].map((obis) => makeRegister(house, otherGateway, meterId, obis));
      if (day === undefined || night === undefined) throw new Error('two registers');
      await sendBatches(house, [
        signBatch(gateway, [house.register.read(1n), house.register.read(2n)]),
        signBatch(otherGateway, [day.read(1n), night.read(1n)]),
        signBatch(handheld, [house.handRegister.read(9n, { flags: FLAG.manual })]),
      ]);
      const sequences = await Promise.all(
        [house.register, day, night, house.handRegister].map(
          async (register) => (await stateOf(house, register.channel)).sequence,
        ),
      );
      expect(sequences).to.deep.equal([2, 1, 1, 1]);
    });

    it('refuses everybody but Meters who says what channels there are', async () => {
      const house = await metered();
      const { readingLedger, meters } = house.contracts;
      const args = [[house.register.channel], 2, 65_535, 0, true] as const;
      const [account] = await viem.getWalletClients();
      if (account === undefined) throw new Error('Hardhat gave no account.');
      const call = account.writeContract({ ...readingLedger, functionName: 'setChannels', args, gasPrice: 0n });
      await refused(call, readingLedger, 'SenderNotMeters');
      expect(await publicClient.readContract({ ...readingLedger, functionName: 'METERS' })).to.equal(
        getAddress(meters.address),
      );
    });

    it('names the frame domain that the devices sign', async () => {
      const house = await metered();
      const { readingLedger } = house.contracts;
      const domain = await publicClient.readContract({ ...readingLedger, functionName: 'DOMAIN' });
      expect(domain).to.equal(toHex(frameDomain(DOMAIN, readingLedger.address)));
    });
  });

  it('takes the OCMF-sized ciphertext of a signed meter as it comes', async () => {
    const house = await metered();
    const meterDevice = makeDevice('charging point');
    await registerDevice(house, meterDevice, TRUST.meterSigned);
    const charger = meterData(house, 'charger', {
      owner: house.company.address,
      provider: house.company.address,
      deviceId: meterDevice.id,
    });
    await sendByBoth(house, 'METER_REGISTER', charger);
    const { meterId } = charger;
    const register = makeRegister(house, meterDevice, meterId);
    const small = register.read(5n);
    const ciphertext = concatBytes(small.ciphertext, new Uint8Array(1400).fill(7));
    const payloadHash = keccak256(ciphertext);
    const change = { payloadHash, flags: FLAG.record };
    const frame = register.read(5n, { sequence: 1n, previous: ZERO_LINK, change });
    await sendFrames(house, meterDevice, [{ ...frame, ciphertext }]);
    expect((await stateOf(house, register.channel)).sequence).to.equal(1);
  });
});
