import { expect } from 'chai';
import hre from 'hardhat';

import { toHex, uintBytes, ZERO_32, ZERO_ADDRESS, type Hex } from '../../core/domain/bytes/hex.ts';
import { encodeData, encodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { REGISTERS_MAX } from '../../core/domain/limits.ts';
import { wrapOf } from '../../core/domain/reading/dial.ts';
import { gasFor } from '../../core/domain/ledger/block-gas.ts';
import { idOf } from './support/accounts.ts';
import { livedInHouse, publicClient, refused, viem, type House } from './support/house.ts';
import {
  makeDevice,
  meterData,
  OBIS_DAY,
  OBIS_NIGHT,
  OBIS_TOTAL,
  registerDevice,
  registerMeter,
} from './support/metering.ts';
import { transferData, transferMeter } from './support/handover.ts';
import { gateway, metered, otherGateway } from './support/metered-house.ts';

async function meterOf(house: House, meterId: Hex) {
  return await publicClient.readContract({ ...house.contracts.meters, functionName: 'meter', args: [meterId] });
}

function setting(house: House) {
  return { owner: house.subscriber.address, provider: house.electricity.address, deviceId: gateway.id };
}

describe('Meters', () => {
  it('takes blocks of the company alone', async () => {
    const house = await metered();
    const { meters } = house.contracts;
    for (const from of [house.electricity, house.portal, house.subscriber, house.stranger]) {
      const call = house.send(from, 'METER_REGISTER', meterData(house, 'new', setting(house)));
      await refused(call, meters, 'SenderNotEntitled');
      await refused(house.send(from, 'DEVICE_REVOKE', { deviceId: gateway.id }), meters, 'SenderNotEntitled');
    }
  });

  describe('devices', () => {
    it('refuses an unknown trust class', async () => {
      const house = await livedInHouse();
      for (const trustClass of [0, 4]) {
        await refused(registerDevice(house, gateway, trustClass), house.contracts.meters, 'TrustClassUnknown', [
          trustClass,
        ]);
      }
    });

    it('refuses a key that is not on the curve of its algorithm', async () => {
      const house = await livedInHouse();
      const p256 = makeDevice('some', 1).key;
      const secp256k1 = makeDevice('some', 2).key;
      const wrong = [
        { ...p256, algorithm: 2 },
        { ...secp256k1, algorithm: 1 },
        { ...p256, algorithm: 0 },
        { ...p256, algorithm: 3 },
        { ...secp256k1, algorithm: 3 },
        { ...p256, y: p256.y + 1n },
      ];
      for (const { algorithm, x, y } of wrong) {
        const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;
        const call = house.send(house.company, 'DEVICE_REGISTER', { algorithm, x: word(x), y: word(y), trustClass: 2 });
        await refused(call, house.contracts.meters, 'DeviceKeyInvalid', [algorithm, word(x), word(y)]);
      }
    });

    it('refuses a device twice', async () => {
      const house = await metered();
      await refused(registerDevice(house, gateway), house.contracts.meters, 'DeviceAlreadyRegistered', [gateway.id]);
    });

    it('refuses to revoke an unknown or a revoked device', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const unknown = makeDevice('unknown');
      const revoke = (deviceId: Hex) => house.send(house.company, 'DEVICE_REVOKE', { deviceId });
      await refused(revoke(unknown.id), meters, 'DeviceNotRegistered', [unknown.id]);
      await viem.assertions.emitWithArgs(revoke(gateway.id), meters, 'DeviceRevoked', [gateway.id]);
      await refused(revoke(gateway.id), meters, 'DeviceAlreadyRevoked', [gateway.id]);
    });

    it('keeps key, algorithm and trust class under the id that the domain computes', async () => {
      const house = await metered();
      const device = await publicClient.readContract({
        ...house.contracts.meters,
        functionName: 'device',
        args: [otherGateway.id],
      });
      const { algorithm, x, y } = otherGateway.key;
      expect({ ...device, x: BigInt(device.x), y: BigInt(device.y) }).to.deep.equal({
        algorithm,
        trustClass: 2,
        revoked: false,
        number: 2,
        x,
        y,
      });
    });
  });

  describe('registration', () => {
    it('refuses a meter twice', async () => {
      const house = await metered();
      const call = registerMeter(house, 'meter', setting(house));
      await refused(call, house.contracts.meters, 'MeterAlreadyRegistered', [house.meterId]);
    });

    it('refuses an owner who is neither an active subscriber nor the company', async () => {
      const house = await metered();
      for (const owner of [house.stranger.address, house.water.address, ZERO_ADDRESS]) {
        const call = registerMeter(house, 'new', { ...setting(house), owner });
        await refused(call, house.contracts.meters, 'OwnerNotEntitled');
      }
      await registerMeter(house, 'house meter', { ...setting(house), owner: house.company.address });
    });

    it('refuses a provider who is neither an active provider nor the company', async () => {
      const house = await metered();
      for (const provider of [house.stranger.address, house.subscriber.address]) {
        const call = registerMeter(house, 'new', { ...setting(house), provider });
        await refused(call, house.contracts.meters, 'ProviderNotEntitled');
      }
      await registerMeter(house, 'company meter', { ...setting(house), provider: house.company.address });
    });

    it('refuses what is not metered and unknown units', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const data = meterData(house, 'new', setting(house));
      for (const resource of [0, 6, 7]) {
        const call = house.send(house.company, 'METER_REGISTER', { ...data, resource });
        await refused(call, meters, 'ResourceNotMetered', [resource]);
      }
      for (const unit of [0, 5]) {
        await refused(house.send(house.company, 'METER_REGISTER', { ...data, unit }), meters, 'UnitUnknown', [unit]);
      }
    });

    it('refuses a counter whose digits no register could count, and takes every other one', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const register = (digits: number, scale: number, exponent: number) =>
        registerMeter(house, `${digits} ${scale} ${exponent}`, { ...setting(house), digits, scale, exponent });
      for (const [digits, scale, exponent] of [
        [0, 1, 0],
        [19, 0, 18],
        [1, 18, 0],
        [18, 1, 0],
        [3, -3, 0],
        [255, -128, 120],
      ] as const) {
        await refused(register(digits, scale, exponent), meters, 'DigitsOutOfRange', [digits, scale, exponent]);
        expect(() => wrapOf({ digits, scale, exponent })).to.throw(/Give 1 to 18 digits/);
      }
      for (const [digits, scale, exponent] of [
        [0, 0, -3],
        [18, 0, 0],
        [1, 17, 0],
        [8, -3, -3],
        [9, -4, -3],
      ] as const) {
        await register(digits, scale, exponent);
        const args = [idOf(`${digits} ${scale} ${exponent}`)] as const;
        const kept = await publicClient.readContract({ ...meters, functionName: 'meter', args });
        expect(kept).to.include({ digits, scale, exponent });
        expect(() => wrapOf({ digits, scale, exponent })).not.to.throw();
      }
    });

    it('takes every unit, the last included', async () => {
      const house = await metered();
      for (const unit of [1, 2, 3, 4])
        await house.send(house.company, 'METER_REGISTER', {
          ...meterData(house, `unit ${unit}`, setting(house)),
          unit,
        });
    });

    it('refuses an unknown or a revoked device', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const unknown = registerMeter(house, 'new', { ...setting(house), deviceId: ZERO_32 });
      await refused(unknown, meters, 'DeviceNotRegistered');
      await house.send(house.company, 'DEVICE_REVOKE', { deviceId: gateway.id });
      await refused(registerMeter(house, 'new', setting(house)), meters, 'DeviceAlreadyRevoked');
    });

    it('refuses no registers, more than 24, or one twice', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const many = Array.from(
        { length: REGISTERS_MAX + 1 },
        (_, i): Hex => `0x0100010800${i.toString(16).padStart(2, '0')}`,
      );
      const register = (obis: Hex[]) => registerMeter(house, 'new', { ...setting(house), obis });
      await refused(register([]), meters, 'ObisCountOutOfRange', [0n]);
      await refused(register(many), meters, 'ObisCountOutOfRange', [25n]);
      await refused(register([OBIS_DAY, OBIS_NIGHT, OBIS_DAY]), meters, 'ObisRepeated', [idOf('new'), OBIS_DAY]);
      await register(many.slice(1));
    });

    it('A23: costs no more gas, with the most registers, than the queue asks for it', async function () {
      // Instrumented code costs more and says nothing.
      if (hre.globalOptions.coverage) this.skip();
      const house = await metered();
      const obis = Array.from(
        { length: REGISTERS_MAX },
        (_, i): Hex => `0xffffffffff${(i + 1).toString(16).padStart(2, '0')}`,
      );
      const data = encodeData('METER_REGISTER', meterData(house, 'largest', { ...setting(house), obis }));
      const signed = house.sign(house.company, KIND.METER_REGISTER, data);
      const { gasUsed } = await publicClient.getTransactionReceipt({ hash: await house.carry(signed) });
      expect(gasUsed <= gasFor((encodeSubmit(signed).length - 2) / 2), `${gasUsed}`).to.equal(true);
    });

    it('A11: refuses the id zero, which stands for no meter', async () => {
      const house = await metered();
      const data = { ...meterData(house, 'zero', setting(house)), meterId: ZERO_32 };
      await refused(house.send(house.company, 'METER_REGISTER', data), house.contracts.meters, 'MeterIdZero');
    });

    it('refuses a verification date whose day does not fit 16 bits', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const verifiedUntil = 2n ** 16n * 86_400n;
      const call = registerMeter(house, 'new', { ...setting(house), verifiedUntil });
      await refused(call, meters, 'VerificationDateTooLarge', [verifiedUntil]);
      const verify = { meterId: house.meterId, verifiedUntil };
      await refused(
        house.send(house.company, 'METER_VERIFY', verify, { subject: house.meterId }),
        meters,
        'VerificationDateTooLarge',
      );
      const last = { meterId: house.meterId, verifiedUntil: verifiedUntil - 1n };
      await house.send(house.company, 'METER_VERIFY', last, { subject: house.meterId });
    });

    it('knows the meter and its channels, computed as the domain does', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const obis = [OBIS_DAY, OBIS_NIGHT];
      const meterId = await registerMeter(house, 'two zones', { ...setting(house), obis });
      const entry = await meterOf(house, meterId);
      expect(entry.obis).to.deep.equal(obis);
      expect(entry.owner.toLowerCase()).to.equal(house.subscriber.address);
      expect(entry.deviceId).to.equal(gateway.id);
      for (const code of obis) {
        const args = [meterId, code] as const;
        const channel = await publicClient.readContract({ ...meters, functionName: 'channelOf', args });
        expect(channel).to.equal(channelOf(meterId, code));
        const found = await publicClient.readContract({ ...meters, functionName: 'meterOfChannel', args: [channel] });
        expect(found).to.equal(meterId);
      }
    });

    it('knows whose channels they are', async () => {
      const house = await metered();
      const ownerOf = async (channel: Hex): Promise<string> => {
        const args = [channel] as const;
        const owner = await publicClient.readContract({
          ...house.contracts.meters,
          functionName: 'ownerOfChannel',
          args,
        });
        return owner.toLowerCase();
      };
      expect(await ownerOf(channelOf(house.meterId, OBIS_TOTAL))).to.equal(house.subscriber.address);
      expect(await ownerOf(channelOf(house.handMeterId, OBIS_TOTAL))).to.equal(house.neighbour.address);
      expect(await ownerOf(channelOf(ZERO_32, OBIS_TOTAL))).to.equal(ZERO_ADDRESS);
    });

    it('refuses a meter one of whose registers would get the number of another one, and takes it under another id', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      // Of a few tens of thousands of ids, two have one number.
      const [one, other] = [toHex(uintBytes(25_894, 32)), toHex(uintBytes(77_594, 32))];
      expect(channelOf(one, OBIS_TOTAL)).to.equal(channelOf(other, OBIS_TOTAL));
      const register = (meterId: Hex) =>
        house.send(house.company, 'METER_REGISTER', { ...meterData(house, 'x', setting(house)), meterId });
      await register(one);
      await refused(register(other), meters, 'ChannelNumberTaken', [other, OBIS_TOTAL, one]);
      await register(idOf('another salt'));
    });
  });

  describe('changes', () => {
    it('refuse an unknown meter', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const meterId = idOf('unknown');
      const subject = { subject: meterId };
      const verify = house.send(house.company, 'METER_VERIFY', { meterId, verifiedUntil: 1n }, subject);
      await refused(verify, meters, 'MeterNotRegistered', [meterId]);
      const transfer = house.send(
        house.company,
        'METER_TRANSFER',
        transferData(meterId, house.neighbour.address, []),
        subject,
      );
      await refused(transfer, meters, 'MeterNotRegistered', [meterId]);
      const replace = { oldMeterId: house.meterId, newMeterId: meterId };
      const call = house.send(house.company, 'METER_REPLACE', replace, { subject: house.meterId });
      await refused(call, meters, 'MeterNotRegistered', [meterId]);
    });

    it('refuse a subject that is not the meter', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const { meterId } = house;
      const verify = house.send(house.company, 'METER_VERIFY', { meterId, verifiedUntil: 1n });
      await refused(verify, meters, 'SubjectMismatch', [ZERO_32, meterId]);
      const data = transferData(meterId, house.neighbour.address, [undefined]);
      const transfer = house.send(house.company, 'METER_TRANSFER', data);
      await refused(transfer, meters, 'SubjectMismatch');
      const replace = house.send(house.company, 'METER_REPLACE', { oldMeterId: meterId, newMeterId: meterId });
      await refused(replace, meters, 'SubjectMismatch');
    });

    it('C4: refuse a replacement that measures something else or for somebody else, or the meter itself', async () => {
      const house = await metered();
      const others = [
        registerMeter(house, 'other owner', { ...setting(house), owner: house.neighbour.address }),
        registerMeter(house, 'other provider', { ...setting(house), provider: house.water.address }),
        registerMeter(house, 'other resource', { ...setting(house), resource: 2 }),
        registerMeter(house, 'other unit', { ...setting(house), unit: 3 }),
        registerMeter(house, 'other exponent', { ...setting(house), exponent: -3 }),
        Promise.resolve(house.meterId),
      ];
      for (const other of others) {
        const replace = { oldMeterId: house.meterId, newMeterId: await other };
        const call = house.send(house.company, 'METER_REPLACE', replace, { subject: house.meterId });
        await refused(call, house.contracts.meters, 'MeterReplacementUnlike', [house.meterId, await other]);
      }
    });

    it('refuse a meter that has taken the place of another one: each has one line of successors', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const other = await registerMeter(house, 'other', setting(house));
      const newMeterId = await registerMeter(house, 'new', setting(house));
      const replace = (oldMeterId: Hex) =>
        house.send(house.company, 'METER_REPLACE', { oldMeterId, newMeterId }, { subject: oldMeterId });
      await replace(house.meterId);
      await refused(replace(other), meters, 'MeterAlreadyReplaces', [newMeterId, house.meterId]);
      const predecessor = await publicClient.readContract({
        ...meters,
        functionName: 'predecessorOf',
        args: [newMeterId],
      });
      expect(predecessor).to.equal(house.meterId);
    });

    it('refuse a replaced meter', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const { meterId } = house;
      const newMeterId = await registerMeter(house, 'new', setting(house));
      const options = { subject: meterId };
      const replace = () => house.send(house.company, 'METER_REPLACE', { oldMeterId: meterId, newMeterId }, options);
      await viem.assertions.emitWithArgs(replace(), meters, 'MeterReplaced', [meterId, newMeterId]);
      expect((await meterOf(house, meterId)).replacedBy).to.equal(newMeterId);
      await refused(replace(), meters, 'MeterAlreadyReplaced', [meterId, newMeterId]);
      const verify = house.send(house.company, 'METER_VERIFY', { meterId, verifiedUntil: 5n }, options);
      await refused(verify, meters, 'MeterAlreadyReplaced');
    });

    it('refuse a new owner who is no active subscriber', async () => {
      const house = await metered();
      const { meterId } = house;
      const transfer = transferData(meterId, house.stranger.address, [undefined]);
      const call = house.send(house.company, 'METER_TRANSFER', transfer, { subject: meterId });
      await refused(call, house.contracts.meters, 'OwnerNotEntitled');
    });

    it('move a meter to a new owner and a new verification date', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const { meterId } = house;
      const options = { subject: meterId };
      const owner = house.neighbour.address;
      const transferred = transferMeter(house, transferData(meterId, owner, [undefined]));
      await viem.assertions.emit(transferred, meters, 'MeterTransferred');
      const verified = house.send(house.company, 'METER_VERIFY', { meterId, verifiedUntil: 77n }, options);
      await viem.assertions.emitWithArgs(verified, meters, 'MeterVerified', [meterId, 77n]);
      const entry = await meterOf(house, meterId);
      expect(entry.owner.toLowerCase()).to.equal(owner);
      expect(entry.verifiedUntil).to.equal(77n);
    });
  });
});
