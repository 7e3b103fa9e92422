import { expect } from 'chai';

import { MEASURED_WITHIN, OBJECTION } from '../../../core/domain/limits.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import { transferData, transferMeter } from '../support/handover.ts';
import { networkHelpers, publicClient, refused, viem, type House } from '../support/house.ts';
import { OBIS_DAY, OBIS_NIGHT, makeRegister, registerMeter, sendFrames } from '../support/metering.ts';
import { gateway, metered } from '../support/metered-house.ts';

type Metered = Awaited<ReturnType<typeof metered>>;

async function ownerIn(house: House, meterId: Hex, tenure: number): Promise<string> {
  const call = { ...house.contracts.meters, functionName: 'ownerIn', args: [meterId, tenure] } as const;
  return (await publicClient.readContract(call)).toLowerCase();
}

async function handoverOf(house: House, meterId: Hex) {
  const call = { ...house.contracts.meters, functionName: 'handover', args: [meterId] } as const;
  return await publicClient.readContract(call);
}

/** Tenures that a line ending at the register, and one beginning there, is of. */
async function tenuresAt(house: Metered, sequence: bigint): Promise<[number, number]> {
  const args = [house.register.channel, sequence] as const;
  const word = await publicClient.readContract({ ...house.contracts.readingLedger, functionName: 'closeHash', args });
  return [Number.parseInt(word.slice(58, 62), 16), Number.parseInt(word.slice(62), 16)];
}

async function latest(): Promise<bigint> {
  return BigInt(await networkHelpers.time.latest());
}

describe('A meter that is handed over', () => {
  it('is refused without one closing register for each of its registers', async () => {
    const house = await metered();
    for (const closings of [[], [undefined, undefined]]) {
      const call = transferMeter(house, transferData(house.meterId, house.neighbour.address, closings));
      await refused(call, house.contracts.meters, 'ClosingCountMismatch', [house.meterId, 1n, BigInt(closings.length)]);
    }
  });

  it('is refused behind any frame but the last one of each register', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const { register } = house;
    const owner = house.neighbour.address;
    const before = transferData(house.meterId, owner, [register.read(1n)], true);
    await refused(transferMeter(house, before), readingLedger, 'ClosingNotLast', [register.channel, 0n]);
    const other = await metered();
    const [first, second] = [other.register.read(1n), other.register.read(2n)];
    await sendFrames(other, gateway, [first, second]);
    for (const closing of [first, undefined, { ...second, time: second.time + 1n }]) {
      const call = transferMeter(other, transferData(other.meterId, owner, [closing], true));
      await refused(call, other.contracts.readingLedger, 'ClosingNotLast', [other.register.channel, 2n]);
    }
    await transferMeter(other, transferData(other.meterId, owner, [second], true));
  });

  it('is refused by the second hand too, once another frame has come', async () => {
    const house = await metered();
    const [first, second] = [house.register.read(1n), house.register.read(2n)];
    await sendFrames(house, gateway, [first]);
    const data = transferData(house.meterId, house.neighbour.address, [first], true);
    const options = { subject: house.meterId };
    await house.send(house.company, 'METER_TRANSFER', data, options);
    await sendFrames(house, gateway, [second]);
    const call = house.send(house.portal, 'METER_TRANSFER', data, options);
    await refused(call, house.contracts.readingLedger, 'ClosingNotLast');
  });

  it('is refused behind a register read more than two days ago, unless it is called estimated', async () => {
    const house = await metered();
    const { meters } = house.contracts;
    const owner = house.neighbour.address;
    const time = house.now;
    const frame = house.register.read(5n, { time });
    await sendFrames(house, gateway, [frame]);
    const timestamp = time + MEASURED_WITHIN + 1n;
    await networkHelpers.time.setNextBlockTimestamp(timestamp);
    const send = (estimated: boolean) =>
      house.send(house.company, 'METER_TRANSFER', transferData(house.meterId, owner, [frame], estimated), {
        subject: house.meterId,
        timestamp,
      });
    await refused(send(false), meters, 'ClosingTooOld', [house.meterId, time, time + 1n]);
    await viem.assertions.emit(send(true), meters, 'ActProposed');
  });

  it('is measured behind a register read just two days ago', async () => {
    const house = await metered();
    const time = house.now;
    const frame = house.register.read(5n, { time });
    await sendFrames(house, gateway, [frame]);
    const data = transferData(house.meterId, house.neighbour.address, [frame]);
    const timestamp = time + MEASURED_WITHIN;
    await networkHelpers.time.setNextBlockTimestamp(timestamp);
    await viem.assertions.emit(
      house.send(house.company, 'METER_TRANSFER', data, { subject: house.meterId, timestamp }),
      house.contracts.meters,
      'ActProposed',
    );
  });

  it('keeps its owners, and the registers between them for both', async () => {
    const house = await metered();
    const { register } = house;
    const first = register.read(1n);
    const last = register.read(2n, { time: house.now });
    await sendFrames(house, gateway, [first, last]);
    expect(await tenuresAt(house, 2n)).to.deep.equal([0, 0]);
    await transferMeter(house, transferData(house.meterId, house.neighbour.address, [last]));
    expect(await ownerIn(house, house.meterId, 0)).to.equal(house.subscriber.address);
    expect(await ownerIn(house, house.meterId, 1)).to.equal(house.neighbour.address);
    expect(await ownerIn(house, house.meterId, 2)).to.equal(ZERO_ADDRESS);
    expect(await tenuresAt(house, 1n)).to.deep.equal([0, 0]);
    expect(await tenuresAt(house, 2n)).to.deep.equal([0, 1]);
    const { since, estimated } = await handoverOf(house, house.meterId);
    expect([since, estimated]).to.deep.equal([await latest(), false]);
    await sendFrames(house, gateway, [register.read(3n, { flags: FLAG.periodClose, time: house.now + 1n })]);
    expect(await tenuresAt(house, 3n)).to.deep.equal([1, 1]);
  });

  it('goes on to a third owner behind the same register, where no frame came between', async () => {
    const house = await metered();
    const last = house.register.read(2n, { time: house.now });
    await sendFrames(house, gateway, [last]);
    await transferMeter(house, transferData(house.meterId, house.neighbour.address, [last]));
    await transferMeter(house, transferData(house.meterId, house.company.address, [last]));
    expect(await tenuresAt(house, 1n)).to.deep.equal([0, 2]);
    expect(await ownerIn(house, house.meterId, 2)).to.equal(house.company.address);
  });

  it('takes registers without frames as they are, and stays verified and in service', async () => {
    const house = await metered();
    const setting = { owner: house.subscriber.address, provider: house.electricity.address, deviceId: gateway.id };
    const meterId = await registerMeter(house, 'zones', { ...setting, obis: [OBIS_DAY, OBIS_NIGHT] });
    const night = makeRegister(house, gateway, meterId, OBIS_NIGHT);
    const frame = night.read(3n, { time: house.now });
    await sendFrames(house, gateway, [frame]);
    await transferMeter(house, transferData(meterId, house.neighbour.address, [undefined, frame]));
    await sendFrames(house, gateway, [night.read(4n, { time: house.now + 1n })]);
    const args = [night.channel] as const;
    const state = await publicClient.readContract({
      ...house.contracts.readingLedger,
      functionName: 'channelState',
      args,
    });
    expect([state.tenure, state.inService, state.sequence]).to.deep.equal([1, true, 2]);
  });

  it('refuses everybody but Meters who says that it is', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const [account] = await viem.getWalletClients();
    if (account === undefined) throw new Error('Hardhat gave no account.');
    const args = [[house.register.channel], ['0x' as Hex], 1] as const;
    const call = account.writeContract({ ...readingLedger, functionName: 'handOver', args, gasPrice: 0n });
    await refused(call, readingLedger, 'SenderNotMeters');
  });

  describe('by an estimate', () => {
    async function estimated(house: Metered) {
      const guess = house.register.read(2n);
      await sendFrames(house, gateway, [guess]);
      await transferMeter(house, transferData(house.meterId, house.neighbour.address, [guess], true));
      return { guess, owner: house.neighbour.address };
    }

    it('stands against its own owner’s name again, where it was measured or is estimated once more', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      const { guess, owner } = await estimated(house);
      const same = transferData(house.meterId, owner, [guess], true);
      await refused(transferMeter(house, same), meters, 'HandoverStands', [house.meterId, owner]);
      const measured = house.register.read(3n, { time: house.now });
      await sendFrames(house, gateway, [measured]);
      const right = transferData(house.meterId, owner, [measured]);
      await transferMeter(house, right);
      await refused(transferMeter(house, right), meters, 'HandoverStands', [house.meterId, owner]);
    });

    it('refuses the owner of the beginning, to whom nothing was handed over', async () => {
      const house = await metered();
      const call = transferMeter(house, transferData(house.meterId, house.subscriber.address, [undefined]));
      await refused(call, house.contracts.meters, 'HandoverStands', [house.meterId, house.subscriber.address]);
    });

    it('is put right by measured registers within ten days: the one before ends lines there, the present one begins', async () => {
      const house = await metered();
      const { owner } = await estimated(house);
      const measured = house.register.read(3n, { time: house.now });
      await sendFrames(house, gateway, [measured]);
      expect(await tenuresAt(house, 1n)).to.deep.equal([0, 1]);
      await transferMeter(house, transferData(house.meterId, owner, [measured]));
      expect(await tenuresAt(house, 1n)).to.deep.equal([0, 0]);
      expect(await tenuresAt(house, 2n)).to.deep.equal([0, 1]);
      expect(await ownerIn(house, house.meterId, 1)).to.equal(owner);
      expect((await handoverOf(house, house.meterId)).estimated).to.equal(false);
    });

    it('is put right where there was no frame at all, and where none came since', async () => {
      const house = await metered();
      await transferMeter(house, transferData(house.meterId, house.neighbour.address, [undefined], true));
      const measured = house.register.read(3n, { time: house.now });
      await sendFrames(house, gateway, [measured]);
      await transferMeter(house, transferData(house.meterId, house.neighbour.address, [measured]));
      expect(await tenuresAt(house, 1n)).to.deep.equal([0, 1]);

      const other = await metered();
      const frame = other.register.read(3n, { time: other.now });
      await sendFrames(other, gateway, [frame]);
      await transferMeter(other, transferData(other.meterId, other.neighbour.address, [frame], true));
      await transferMeter(other, transferData(other.meterId, other.neighbour.address, [frame]));
      expect(await tenuresAt(other, 1n)).to.deep.equal([0, 1]);
    });

    it('stands after ten days', async () => {
      const house = await metered();
      const { owner } = await estimated(house);
      const { since } = await handoverOf(house, house.meterId);
      const send = async (time: bigint): Promise<Hex> => {
        await networkHelpers.time.increaseTo(time - 60n);
        const frame = house.register.read(3n, { time: time - 120n });
        await sendFrames(house, gateway, [frame]);
        await networkHelpers.time.setNextBlockTimestamp(time);
        return await house.send(house.company, 'METER_TRANSFER', transferData(house.meterId, owner, [frame]), {
          subject: house.meterId,
          timestamp: time,
        });
      };
      await send(since + OBJECTION);
      await refused(send(since + OBJECTION + 200n), house.contracts.meters, 'HandoverStands', [house.meterId, owner]);
    });
  });
});
