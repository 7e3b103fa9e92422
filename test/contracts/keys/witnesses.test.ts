import { expect } from 'chai';

import { lowerHex, ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { makeAccount } from '../support/accounts.ts';
import {
  FIRST_WITNESSES,
  freshHouse,
  livedInHouse,
  publicClient,
  refused,
  viem,
  type House,
} from '../support/house.ts';
import { DOMAIN } from '../../support/domain.ts';

const entrant = makeAccount('entering witness').address;
const owner = makeAccount('owner outside').address;

async function standing(house: House): Promise<{ key: Hex; owner: Hex }[]> {
  const list = await publicClient.readContract({ ...house.contracts.participants, functionName: 'witnesses' });
  return list.map(({ key, owner: its }) => ({ key: lowerHex(key), owner: lowerHex(its) }));
}

const FIRST = FIRST_WITNESSES.map((one) => ({ key: one.key.address, owner: one.owner }));

function enter(house: House, by: Account, witness: Hex, its: Hex = owner): Promise<Hex> {
  return house.send(by, 'WITNESS_ENTER', { witness, owner: its });
}

function remove(house: House, by: Account, witness: Hex): Promise<Hex> {
  return house.send(by, 'WITNESS_REMOVE', { witness });
}

describe('Witnesses', () => {
  it('are first those of the founding, the portal’s among them', async () => {
    const house = await freshHouse();
    expect(await standing(house)).to.deep.equal(FIRST);
  });

  it('come and go by company and portal together alone, whichever says it first', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    for (const other of [house.subscriber, house.electricity, house.stranger]) {
      await refused(enter(house, other, entrant), participants, 'SenderNotEntitled');
      await refused(remove(house, other, FIRST[0]?.key ?? '0x'), participants, 'SenderNotEntitled');
    }
    await viem.assertions.emit(enter(house, house.company, entrant), participants, 'ActProposed');
    await refused(enter(house, house.company, entrant), participants, 'ActAlreadyProposed');
    expect(await standing(house)).to.deep.equal(FIRST);
    await viem.assertions.emit(enter(house, house.portal, entrant), participants, 'WitnessEntered');
    expect(await standing(house)).to.deep.equal([...FIRST, { key: entrant, owner }]);
    const first = FIRST[0]?.key ?? '0x';
    await viem.assertions.emit(remove(house, house.portal, first), participants, 'ActProposed');
    expect(await standing(house)).to.have.length(5);
    await viem.assertions.emit(remove(house, house.company, first), participants, 'WitnessRemoved');
    expect(await standing(house)).to.deep.equal([{ key: entrant, owner }, ...FIRST.slice(1)]);
  });

  it('never come back, and stand once', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const until = { ...participants, functionName: 'witnessUntil' } as const;
    for (const by of [house.company, house.portal]) await enter(house, by, entrant);
    await refused(enter(house, house.company, entrant), participants, 'WitnessEnteredBefore');
    expect(await publicClient.readContract({ ...until, args: [entrant] })).to.equal(0n);
    for (const by of [house.company, house.portal]) await remove(house, by, entrant);
    expect(await publicClient.readContract({ ...until, args: [entrant] })).to.not.equal(0n);
    await refused(remove(house, house.company, entrant), participants, 'WitnessNotStanding');
    await refused(enter(house, house.company, entrant), participants, 'WitnessEnteredBefore');
  });

  it('have a key and an owner, and the key of an account, or one that seals, no other owner', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    await refused(enter(house, house.company, ZERO_ADDRESS), participants, 'WitnessNameless');
    await refused(enter(house, house.company, entrant, ZERO_ADDRESS), participants, 'WitnessNameless');
    for (const account of [house.company, house.portal, house.subscriber, house.sealer])
      await refused(enter(house, house.company, account.address), participants, 'WitnessKeyForeign');
    for (const [key, its] of [
      [house.sealer, house.company],
      [house.subscriber, house.subscriber],
    ] as const)
      for (const by of [house.company, house.portal]) await enter(house, by, key.address, its.address);
    expect(await standing(house)).to.have.length(6);
  });

  it('are sixteen at most, at the founding and later', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    for (let i = FIRST.length; i < 16; i++)
      for (const by of [house.company, house.portal]) await enter(house, by, makeAccount(`witness ${i}`).address);
    await refused(enter(house, house.company, entrant), participants, 'WitnessesFull');
    const { company, portal, sealer } = house;
    const many = Array.from({ length: 17 }, (_, i) => ({ witness: makeAccount(`witness ${i}`).address, owner }));
    const founded = viem
      .deployContract('Participants', [DOMAIN.networkHash, company.address, portal.address, sealer.address, many])
      .then(({ address }) => address);
    await refused(founded, participants, 'WitnessesFull');
  });
});
