import { expect } from 'chai';

import { commit, INFINITY, mod, ORDER } from '../../../core/domain/crypto/commitment.ts';
import { ZERO_32, ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { gasFor } from '../../../core/domain/ledger/block-gas.ts';
import { QUANTITY } from '../../../core/domain/ledger/kinds.ts';
import { idOf, keccakOf } from '../support/accounts.ts';
import { publicClient, refused, viem, type House } from '../support/house.ts';
import {
  areaOf,
  attestAreas,
  blindingOf,
  dayOf,
  FLATS,
  HOUSE,
  list,
  listed,
  listOf,
  measured,
} from './listed-house.ts';

const [FLAT = ZERO_32, OTHER = ZERO_32] = FLATS;

function stateFact(
  house: House,
  from: House['company'],
  change: Partial<BlockData['FLAT_FACT']>,
  subject: Hex = FLAT,
): Promise<Hex> {
  return house.send(from, 'FLAT_FACT', areaOf(house, FLAT, 5430n, change), { subject });
}

function answerFor(
  house: House,
  account: Hex,
  from: number,
  { sender = house.portal, subject = FLAT, to = account } = {},
): Promise<Hex> {
  return house.send(sender, 'FLAT_ACCOUNT', { houseId: HOUSE, flat: FLAT, from, account }, { subject, to });
}

async function factOn(house: House, day: number, quantity = 1, flat = FLAT) {
  const { premises } = house.contracts;
  const args = [HOUSE, flat, quantity, day] as const;
  return await publicClient.readContract({ ...premises, functionName: 'factOn', args });
}

async function houseOn(house: House, day: number) {
  const { premises } = house.contracts;
  return await publicClient.readContract({ ...premises, functionName: 'houseOn', args: [HOUSE, day] });
}

async function accountOn(house: House, day: number): Promise<string> {
  const call = { ...house.contracts.premises, functionName: 'accountOn', args: [HOUSE, FLAT, day] } as const;
  return (await publicClient.readContract(call)).toLowerCase();
}

describe('Lists of houses', () => {
  it('are refused of everybody but company and portal, and hold only once both have said them', async () => {
    const house = await measured();
    const { premises } = house.contracts;
    const data = listOf(house);
    const say = (from: House['company']): Promise<Hex> => house.send(from, 'HOUSE', data, { subject: HOUSE });
    for (const from of [house.subscriber, house.electricity, house.collector, house.stranger])
      await refused(say(from), premises, 'SenderNotEntitled');
    await say(house.company);
    expect((await houseOn(house, data.from)).flats).to.equal(0);
    await viem.assertions.emit(say(house.portal), premises, 'HouseListed');
    const { from, flats, flatsHash } = await houseOn(house, data.from);
    expect({ from, flats }).to.deep.equal({ from: data.from, flats: 6 });
    expect(flatsHash).to.equal(keccakOf(`0x${FLATS.map((flat) => flat.slice(2)).join('')}`));
    expect((await houseOn(house, data.from - 1)).flats).to.equal(0);
  });

  it('are withdrawn by either hand before the other says them', async () => {
    const house = await measured();
    const data = listOf(house);
    await house.send(house.company, 'HOUSE', data, { subject: HOUSE });
    const { premises } = house.contracts;
    const [event] = await premisesEvents(house, 'ActProposed');
    await house.send(house.portal, 'ACT_WITHDRAW', { actHash: event }, { ledger: 'premises' });
    await house.send(house.portal, 'HOUSE', data, { subject: HOUSE });
    expect((await houseOn(house, data.from)).flats).to.equal(0);
    await refused(house.send(house.portal, 'HOUSE', data, { subject: HOUSE }), premises, 'ActAlreadyProposed');
  });

  it('are refused about another subject, and on days out of three years back and one ahead', async () => {
    const house = await measured();
    const { premises } = house.contracts;
    const say = (change: Partial<BlockData['HOUSE']>, subject = HOUSE): Promise<Hex> =>
      house.send(house.company, 'HOUSE', listOf(house, change), { subject });
    await refused(say({}, OTHER), premises, 'SubjectMismatch', [OTHER, HOUSE]);
    const today = dayOf(house);
    for (const from of [today - 1098, today + 368])
      await refused(say({ from }), premises, 'DayOutOfRange', [from, BigInt(today - 1097), BigInt(today + 367)]);
    await say({ from: today - 1097 });
    await say({ from: today + 367 });
  });

  it('are refused with a flat twice, out of order or without an id, and with more than 512', async () => {
    const house = await measured();
    const { premises } = house.contracts;
    const say = (flats: readonly Hex[]): Promise<Hex> =>
      house.send(house.company, 'HOUSE', listOf(house, { flats }), { subject: HOUSE });
    await refused(say([FLAT, FLAT]), premises, 'FlatsNotRising', [HOUSE, FLAT]);
    await refused(say([OTHER, FLAT]), premises, 'FlatsNotRising', [HOUSE, FLAT]);
    await refused(say([ZERO_32]), premises, 'FlatsNotRising', [HOUSE, ZERO_32]);
    const many = Array.from({ length: 513 }, (_, at): Hex => `0x${(at + 1).toString(16).padStart(64, '0')}`);
    await refused(say(many), premises, 'FlatCountOutOfRange', [HOUSE, 513n]);
    await say(many.slice(1));
  });

  it('replace one another from their day on, and the earlier ones stay readable', async () => {
    const house = await listed();
    const today = dayOf(house);
    await list(house, listOf(house, { from: today, flats: FLATS.slice(1) }));
    expect((await houseOn(house, today - 1)).flats).to.equal(6);
    expect((await houseOn(house, today)).flats).to.equal(5);
    await list(house, listOf(house, { from: today - 10, flats: [] }));
    expect((await houseOn(house, today)).flats).to.equal(0);
    expect((await houseOn(house, today - 11)).flats).to.equal(6);
    const { premises } = house.contracts;
    const at = async (index: bigint) =>
      (await publicClient.readContract({ ...premises, functionName: 'houseAt', args: [HOUSE, index] })).flats;
    expect([await at(0n), await at(1n), await at(2n)]).to.deep.equal([6, 5, 0]);
    await refused(stateFact(house, house.company, {}), premises, 'HouseUnknown', [HOUSE, today]);
  });
});

describe('Balance groups of a house', () => {
  it('are refused without a house meter, and with meters of fewer than five owners', async () => {
    const house = await measured();
    const { premises } = house.contracts;
    const say = (houseMeters: Hex[], flatMeters: Hex[]): Promise<Hex> => {
      const groups = [{ resource: 1, houseMeters, flatMeters: flatMeters.toSorted() }];
      return house.send(house.company, 'HOUSE', listOf(house, { groups }), { subject: HOUSE });
    };
    const { flatMeters, second, houseMeter } = house;
    await refused(say([houseMeter], flatMeters.slice(1)), premises, 'GroupTooSmall', [HOUSE, 1n, 4n]);
    const byFour = [...flatMeters.filter((one) => one !== idOf(`meter of ${house.neighbour.address}`)), second];
    await refused(say([houseMeter], byFour), premises, 'GroupTooSmall', [HOUSE, 1n, 4n]);
    await refused(say([], flatMeters), premises, 'GroupMeterUnfit');
    await refused(say([], []), premises, 'GroupTooSmall', [HOUSE, 0n, 0n]);
    await say([houseMeter], [...flatMeters, second]);
  });

  it('are refused with a meter that is unknown, another’s, of another resource or exponent, or named twice', async () => {
    const house = await measured();
    const { premises } = house.contracts;
    const say = (resource: number, houseMeters: Hex[], flatMeters: Hex[]): Promise<Hex> =>
      house.send(house.company, 'HOUSE', listOf(house, { groups: [{ resource, houseMeters, flatMeters }] }), {
        subject: HOUSE,
      });
    const { flatMeters, houseMeter, inKilos, waterMeter } = house;
    const [first = ZERO_32] = flatMeters;
    const unfit = async (call: Promise<Hex>, meterId: Hex): Promise<void> =>
      await refused(call, premises, 'GroupMeterUnfit', [HOUSE, meterId]);
    await unfit(say(1, [idOf('nobody’s')], flatMeters), idOf('nobody’s'));
    await unfit(say(1, [first], flatMeters), first);
    await unfit(say(2, [houseMeter], flatMeters), houseMeter);
    for (const other of [inKilos, waterMeter, houseMeter]) await unfit(say(1, [houseMeter], [other]), other);
    await refused(say(1, [houseMeter, houseMeter], flatMeters), premises, 'GroupMetersNotRising', [HOUSE, houseMeter]);
    await refused(say(1, [houseMeter], [first, first]), premises, 'GroupMetersNotRising', [HOUSE, first]);
    await refused(say(1, [houseMeter], [ZERO_32]), premises, 'GroupMetersNotRising', [HOUSE, ZERO_32]);
  });

  it('are refused where a house has more than 16, or 1,024 meters in them', async () => {
    const house = await measured();
    const { premises } = house.contracts;
    const [group = { resource: 1, houseMeters: [], flatMeters: [] }] = listOf(house).groups;
    const say = (groups: BlockData['HOUSE']['groups']): Promise<Hex> =>
      house.send(house.company, 'HOUSE', listOf(house, { groups }), { subject: HOUSE });
    const many = Array.from({ length: 17 }, () => group);
    await refused(say(many), premises, 'GroupsOutOfRange', [HOUSE, 17n, 102n]);
    await say(many.slice(1));
    const flatMeters = Array.from({ length: 1024 }, () => FLAT);
    await refused(say([{ ...group, flatMeters }]), premises, 'GroupsOutOfRange', [HOUSE, 1n, 1025n]);
  });
});

describe('Facts of flats', () => {
  it('are refused of whoever does not know: an area of all but company and portal, the rest of all but the portal', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    for (const from of [house.subscriber, house.electricity, house.stranger])
      await refused(stateFact(house, from, {}), premises, 'SenderNotEntitled');
    for (const quantity of [QUANTITY.residents, QUANTITY.share, QUANTITY.privilege]) {
      await refused(stateFact(house, house.company, { quantity }), premises, 'SenderNotEntitled');
      await viem.assertions.emit(stateFact(house, house.portal, { quantity }), premises, 'FlatFactSet');
    }
    await stateFact(house, house.company, {});
    const fact = await factOn(house, dayOf(house));
    expect(fact.by.toLowerCase()).to.equal(house.company.address);
    expect(fact.commitment).to.deep.equal(commit(5430n, blindingOf(FLAT)));
    expect((await factOn(house, dayOf(house) - 1)).commitment).to.deep.equal(INFINITY);
  });

  it('are refused of an unknown quantity, about another subject, of a house without a list, and on days out of range', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    for (const quantity of [0, 5])
      await refused(stateFact(house, house.portal, { quantity }), premises, 'QuantityUnknown', [quantity]);
    await refused(stateFact(house, house.company, {}, OTHER), premises, 'SubjectMismatch', [OTHER, FLAT]);
    const houseId = idOf('another house');
    const today = dayOf(house);
    await refused(stateFact(house, house.company, { houseId }), premises, 'HouseUnknown', [houseId, today]);
    const from = today - 366;
    await refused(stateFact(house, house.company, { from }), premises, 'HouseUnknown', [HOUSE, from]);
    for (const day of [today - 1098, today + 368])
      await refused(stateFact(house, house.company, { from: day }), premises, 'DayOutOfRange');
  });

  it('are refused with a commitment that is no point of the curve', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    for (const commitment of [
      { x: 1n, y: 3n },
      { x: 0n, y: 1n },
      { x: 1n, y: 0n },
    ])
      await refused(stateFact(house, house.company, { commitment }), premises, 'PointInvalid');
  });

  it('are refused of the company once the portal has attested the area', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    await stateFact(house, house.company, {});
    await stateFact(house, house.company, { from: dayOf(house) + 1 });
    await stateFact(house, house.portal, {});
    await refused(stateFact(house, house.company, {}), premises, 'AttestedByPortal', [HOUSE, FLAT, QUANTITY.area]);
    await stateFact(house, house.portal, { from: dayOf(house) - 5 });
  });

  it('take the place of what was said before of their day and later ones, and all that was said stays readable', async () => {
    const house = await listed();
    const today = dayOf(house);
    const say = (value: bigint, from: number): Promise<Hex> =>
      stateFact(house, house.company, { commitment: commit(value, 1n), from });
    await say(50n, today - 100);
    await say(60n, today);
    await say(70n, today + 50);
    expect((await factOn(house, today - 1)).commitment).to.deep.equal(commit(50n, 1n));
    expect((await factOn(house, today + 49)).commitment).to.deep.equal(commit(60n, 1n));
    await say(55n, today - 40);
    for (const [day, value] of [
      [today - 41, 50n],
      [today - 40, 55n],
      [today + 60, 55n],
    ] as const)
      expect((await factOn(house, day)).commitment).to.deep.equal(commit(value, 1n));
    const { premises } = house.contracts;
    for (const [index, value] of [50n, 60n, 70n, 55n].entries()) {
      const args = [HOUSE, FLAT, QUANTITY.area, BigInt(index)] as const;
      const fact = await publicClient.readContract({ ...premises, functionName: 'factAt', args });
      expect(fact.commitment).to.deep.equal(commit(value, 1n));
    }
  });

  it('end from a day on, and an end of nothing is refused', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const today = dayOf(house);
    const end = (from: number): Promise<Hex> => stateFact(house, house.company, { commitment: INFINITY, from });
    await refused(end(today), premises, 'FlatFactMissing', [HOUSE, FLAT, QUANTITY.area, today]);
    await stateFact(house, house.company, {});
    await refused(end(today - 1), premises, 'FlatFactMissing');
    await end(today + 3);
    expect((await factOn(house, today + 2)).commitment).to.not.deep.equal(INFINITY);
    expect((await factOn(house, today + 3)).commitment).to.deep.equal(INFINITY);
    await refused(end(today + 4), premises, 'FlatFactMissing');
  });
});

describe('Who answers for a flat', () => {
  it('is refused of everybody but the portal, and unless it is an active subscriber or the company', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const today = dayOf(house);
    const { address } = house.subscriber;
    for (const from of [house.company, house.subscriber, house.electricity])
      await refused(answerFor(house, address, today, { sender: from }), premises, 'SenderNotEntitled');
    for (const one of [house.stranger, house.electricity])
      await refused(answerFor(house, one.address, today), premises, 'AccountNotEntitled');
    await refused(answerFor(house, address, today, { subject: OTHER }), premises, 'SubjectMismatch');
    await refused(answerFor(house, address, today, { to: house.neighbour.address }), premises, 'RecipientMismatch');
    await answerFor(house, house.company.address, today);
    expect(await accountOn(house, today)).to.equal(house.company.address);
  });

  it('follows by days, until nobody does', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const today = dayOf(house);
    await refused(answerFor(house, ZERO_ADDRESS, today), premises, 'FlatFactMissing', [HOUSE, FLAT, 0, today]);
    await viem.assertions.emit(answerFor(house, house.subscriber.address, today - 30), premises, 'FlatAccountSet');
    await answerFor(house, house.neighbour.address, today);
    const { subscriber, neighbour } = house;
    for (const to of [ZERO_ADDRESS, subscriber.address])
      await refused(answerFor(house, ZERO_ADDRESS, today + 30, { to }), premises, 'RecipientMismatch');
    await answerFor(house, ZERO_ADDRESS, today + 30, { to: neighbour.address });
    const expected = [ZERO_ADDRESS, subscriber.address, subscriber.address, neighbour.address, ZERO_ADDRESS];
    const days = [today - 31, today - 30, today - 1, today + 29, today + 30];
    expect(await Promise.all(days.map((day) => accountOn(house, day)))).to.deep.equal(expected);
  });
});

describe('A public sum of areas', () => {
  async function areaOn(house: House, day: number) {
    const call = { ...house.contracts.premises, functionName: 'areaOn', args: [HOUSE, day] } as const;
    return await publicClient.readContract(call);
  }
  const opener =
    (house: House, sums: { sum: bigint; blinding: bigint }) =>
    (change: Partial<BlockData['AREA_SUM']> = {}, from = house.company, subject = HOUSE): Promise<Hex> => {
      const data = { houseId: HOUSE, day: dayOf(house), flats: FLATS, ...sums, ...change };
      return house.send(from, 'AREA_SUM', data, { subject });
    };

  it('is refused unless the areas add up to it, with the blinding that is left', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const sums = await attestAreas(house);
    const open = opener(house, sums);
    await refused(open({ sum: sums.sum + 1n }), premises, 'SumNotOpened', [HOUSE, sums.sum + 1n]);
    await refused(open({ blinding: mod(sums.blinding + 1n) }), premises, 'SumNotOpened');
    await refused(open({ blinding: sums.blinding + ORDER }), premises, 'SumNotOpened');
    await viem.assertions.emit(open(), premises, 'AreaOpened');
    await open({}, house.portal);
    expect(await areaOn(house, dayOf(house))).to.deep.equal([dayOf(house), sums.sum]);
    expect(await areaOn(house, dayOf(house) - 1)).to.deep.equal([0, 0n]);
  });

  it('is refused of others, about another subject, on days out of range, and of flats that are not the list’s', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const open = opener(house, await attestAreas(house));
    for (const from of [house.subscriber, house.electricity])
      await refused(open({}, from), premises, 'SenderNotEntitled');
    await refused(open({}, house.company, OTHER), premises, 'SubjectMismatch');
    await refused(open({ day: dayOf(house) + 368 }), premises, 'DayOutOfRange');
    for (const flats of [FLATS.slice(1), [...FLATS, idOf('a stranger’s')], []])
      await refused(open({ flats }), premises, 'FlatsMismatch');
    await refused(open({ day: dayOf(house) - 366 }), premises, 'FlatsMismatch');
  });

  it('is refused where a flat has no area on that day', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const today = dayOf(house);
    const open = opener(house, await attestAreas(house));
    await refused(open({ day: today - 1 }), premises, 'FlatFactMissing', [HOUSE, FLAT, QUANTITY.area, today - 1]);
    await stateFact(house, house.company, { commitment: INFINITY });
    await refused(open(), premises, 'FlatFactMissing', [HOUSE, FLAT, QUANTITY.area, today]);
  });

  it('is refused of fewer than five flats, so that no single area is told', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const today = dayOf(house);
    const flats = FLATS.slice(0, 4);
    await list(house, listOf(house, { from: today, flats }));
    const sums = await attestAreas(house, flats);
    await refused(opener(house, sums)({ flats }), premises, 'SumTooSmall', [HOUSE, 4n]);
    await list(house, listOf(house, { from: today, flats: [] }));
    await refused(opener(house, sums)({ flats: [] }), premises, 'SumTooSmall', [HOUSE, 0n]);
  });
});

/** The first topic of such events. */
async function premisesEvents(house: House, eventName: 'ActProposed'): Promise<[Hex]> {
  const [log] = await publicClient.getContractEvents({ ...house.contracts.premises, eventName });
  const { actHash } = log?.args ?? {};
  if (actHash === undefined) throw new Error(`there is no ${eventName}`);
  return [actHash];
}

describe('What the queue gives for a block of premises', () => {
  const gasOf = async (hash: Hex): Promise<number> =>
    Number((await publicClient.getTransactionReceipt({ hash })).gasUsed);
  /** Of the calldata that carries such data. */
  const givenFor = (data: Hex): number => Number(gasFor(data.length / 2 + 13 * 32));

  it('is enough for the greatest list, with balance groups of as many meters as it may have', async () => {
    const house = await measured();
    const flats = Array.from({ length: 512 }, (_, at): Hex => `0x${(at + 1).toString(16).padStart(64, '0')}`);
    const [group = { resource: 1, houseMeters: [], flatMeters: [] }] = listOf(house).groups;
    const data = listOf(house, { flats, groups: Array.from({ length: 16 }, () => group) });
    const bytes = encodeData('HOUSE', data);
    for (const from of [house.company, house.portal]) {
      const gas = await gasOf(await house.send(from, 'HOUSE', data, { subject: HOUSE }));
      expect(gas).to.be.lessThan(givenFor(bytes));
    }
  });

  it('is enough for a sum over flats whose areas were stated eight times, on the day before the last four', async () => {
    const house = await measured();
    const today = dayOf(house);
    const flats = Array.from({ length: 64 }, (_, at): Hex => `0x${(at + 1).toString(16).padStart(64, '0')}`);
    await list(house, listOf(house, { flats }));
    const perFlat: number[] = [];
    for (const [most, day] of [
      [1, today],
      [8, today - 5],
    ] as const) {
      for (let said = 0; said < most; said++)
        for (const flat of flats)
          await house.send(
            house.company,
            'FLAT_FACT',
            areaOf(house, flat, 0n, { from: today - 9 + said, commitment: commit(3000n, 1n) }),
            { subject: flat },
          );
      const data = { houseId: HOUSE, day, flats, sum: 64n * 3000n, blinding: 64n };
      const gas = await gasOf(await house.send(house.company, 'AREA_SUM', data, { subject: HOUSE }));
      expect(gas).to.be.lessThan(givenFor(encodeData('AREA_SUM', data)));
      perFlat.push(gas / flats.length);
    }
    console.log(`      gas a flat: ${perFlat.map(Math.round).join(', ')}`);
  });
});
