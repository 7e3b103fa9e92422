import { expect } from 'chai';

import { actHashOf, needsBothHands, signAct } from '../../../core/domain/ownership/both-hands.ts';
import { PROPOSAL_LIFE } from '../../../core/domain/limits.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import { idOf, keccakOf } from '../support/accounts.ts';
import { transferData } from '../support/handover.ts';
import { networkHelpers, publicClient, refused, viem, type House } from '../support/house.ts';
import { makeDevice, meterData, registerDevice } from '../support/metering.ts';
import { metered } from '../support/metered-house.ts';

/** A meter without frames goes to the neighbour. */
function act(house: Awaited<ReturnType<typeof metered>>) {
  const data = transferData(house.meterId, house.neighbour.address, [undefined]);
  const actHash = actHashOf({
    kind: KIND.METER_TRANSFER,
    dataHash: keccakOf(encodeData('METER_TRANSFER', data)),
  });
  const options = { subject: house.meterId };
  const say = (from: House['company'], timestamp?: bigint): Promise<Hex> =>
    house.send(from, 'METER_TRANSFER', data, timestamp === undefined ? options : { ...options, timestamp });
  return { actHash, say };
}

async function ownerOf(house: House, meterId: Hex): Promise<string> {
  const call = { ...house.contracts.meters, functionName: 'meter', args: [meterId] } as const;
  return (await publicClient.readContract(call)).owner.toLowerCase();
}

async function proposalOf(house: House, actHash: Hex) {
  const call = { ...house.contracts.meters, functionName: 'proposal', args: [actHash] } as const;
  return await publicClient.readContract(call);
}

describe('Acts by company and portal', () => {
  it('refuse everybody else', async () => {
    const house = await metered();
    const { say, actHash } = act(house);
    for (const from of [house.subscriber, house.neighbour, house.electricity, house.collector, house.stranger]) {
      await refused(say(from), house.contracts.meters, 'SenderNotEntitled');
      await refused(house.send(from, 'ACT_WITHDRAW', { actHash }), house.contracts.meters, 'SenderNotEntitled');
    }
  });

  it('refuse the same hand twice, and take effect with the other, whichever comes first', async () => {
    for (const order of [
      ['company', 'portal'],
      ['portal', 'company'],
    ] as const) {
      const house = await metered();
      const { meters } = house.contracts;
      const { say, actHash } = act(house);
      const [first, second] = [house[order[0]], house[order[1]]];
      await viem.assertions.emit(say(first), meters, 'ActProposed');
      expect(await ownerOf(house, house.meterId)).to.equal(house.subscriber.address);
      const { by, until } = await proposalOf(house, actHash);
      expect(by.toLowerCase()).to.equal(first.address);
      await refused(say(first), meters, 'ActAlreadyProposed', [actHash, until]);
      await viem.assertions.emit(say(second), meters, 'ActConfirmed');
      expect(await ownerOf(house, house.meterId)).to.equal(house.neighbour.address);
      expect((await proposalOf(house, actHash)).by).to.equal(ZERO_ADDRESS);
    }
  });

  it('refuse to withdraw what nobody proposed, and end by the word of either', async () => {
    const house = await metered();
    const { meters } = house.contracts;
    const { say, actHash } = act(house);
    const withdraw = (from: House['company']) => house.send(from, 'ACT_WITHDRAW', { actHash });
    await refused(withdraw(house.company), meters, 'ActNotProposed', [actHash]);
    for (const from of [house.company, house.portal]) {
      await say(house.company);
      await viem.assertions.emit(withdraw(from), meters, 'ActWithdrawn');
      await refused(withdraw(from), meters, 'ActNotProposed', [actHash]);
    }
    await say(house.portal);
    expect(await ownerOf(house, house.meterId)).to.equal(house.subscriber.address);
  });

  it('end 30 days after the first hand signed: then the other one only proposes anew', async () => {
    const house = await metered();
    const { meters } = house.contracts;
    const { say, actHash } = act(house);
    await say(house.company);
    const { until } = await proposalOf(house, actHash);
    const signed = until - PROPOSAL_LIFE;
    expect(signAct(undefined, { from: house.company.address, timestamp: signed })).to.deep.equal({
      by: house.company.address,
      until,
    });
    await networkHelpers.time.increaseTo(until + 1n);
    const late = house.send(house.portal, 'ACT_WITHDRAW', { actHash }, { timestamp: until + 1n });
    await refused(late, meters, 'ActNotProposed', [actHash]);
    await viem.assertions.emit(say(house.portal, until + 1n), meters, 'ActProposed');
    expect(await ownerOf(house, house.meterId)).to.equal(house.subscriber.address);
    await say(house.company, until + 2n);
    expect(await ownerOf(house, house.meterId)).to.equal(house.neighbour.address);
  });

  it('take effect with a second hand of the last second, as whoever reads the blocks says', async () => {
    const house = await metered();
    const { say, actHash } = act(house);
    await say(house.company);
    const { until } = await proposalOf(house, actHash);
    await networkHelpers.time.increaseTo(until);
    await say(house.portal, until);
    expect(await ownerOf(house, house.meterId)).to.equal(house.neighbour.address);
    const open = { by: house.company.address, until };
    const { address: from } = house.portal;
    expect(signAct(open, { from, timestamp: until })).to.equal('both');
    expect(signAct(open, { from, timestamp: until + 1n })).to.deep.equal({
      by: from,
      until: until + 1n + PROPOSAL_LIFE,
    });
  });

  it('are the registration of a meter that signs by itself, and of no other', async () => {
    const house = await metered();
    const { meters } = house.contracts;
    const device = makeDevice('meter that signs');
    await registerDevice(house, device, TRUST.meterSigned);
    const setting = { owner: house.subscriber.address, provider: house.electricity.address, deviceId: device.id };
    const data = meterData(house, 'signs', setting);
    await viem.assertions.emit(house.send(house.company, 'METER_REGISTER', data), meters, 'ActProposed');
    expect(await ownerOf(house, idOf('signs'))).to.equal(ZERO_ADDRESS);
    await viem.assertions.emit(house.send(house.portal, 'METER_REGISTER', data), meters, 'MeterRegistered');
    expect(await ownerOf(house, idOf('signs'))).to.equal(house.subscriber.address);
    const fact = { kind: 'METER_REGISTER', data } as const;
    expect(needsBothHands(fact, () => TRUST.meterSigned)).to.equal(true);
    for (const trustClass of [TRUST.gatewaySigned, TRUST.manual, undefined])
      expect(needsBothHands(fact, () => trustClass)).to.equal(false);
  });
});
