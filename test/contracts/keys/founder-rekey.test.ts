import { expect } from 'chai';

import { lowerHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import { founderWordDigest } from '../../../core/domain/keys/founder-word.ts';
import { createKeyHistory } from '../../../core/domain/keys/key-history.ts';
import { withKey } from '../../../core/domain/keys/with-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { accountSubject } from '../../../core/domain/ledger/ids.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { FOUNDER_OBJECTION, WITNESS_STANDING, WORD_LIFE } from '../../../core/domain/limits.ts';
import { DOMAIN } from '../../support/domain.ts';
import { makeAccount } from '../support/accounts.ts';
import { FIRST_WITNESSES, fixture, networkHelpers, publicClient, refused, viem, type House } from '../support/house.ts';
import { latestTime, oldHouse } from '../support/old-house.ts';

type Rekeying = BlockData['FOUNDER_REKEY'];
const next = makeAccount('next key of a founder');
const third = makeAccount('third key of a founder');
const [one, two, three, ofPortal] = FIRST_WITNESSES.map(({ key }) => key) as [Account, Account, Account, Account];

async function dataOf(
  house: House,
  account: Account,
  by: readonly Account[],
  change: { to?: Account; time?: bigint; retiring?: Hex } = {},
): Promise<Rekeying> {
  const { to = next, time = await latestTime(), retiring = account.address } = change;
  const register = { domain: DOMAIN, participants: house.contracts.participants.address };
  const accepted = acceptKey(register, to, { account: account.address, retiring });
  const digest = founderWordDigest(register, { account: account.address, retiring, ...accepted, time });
  const rising = by.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  return { account: account.address, ...accepted, time, words: rising.map((witness) => witness.sign(digest)) };
}

function say(house: House, by: Account, data: Rekeying): Promise<Hex> {
  return house.send(by, 'FOUNDER_REKEY', data, { subject: accountSubject(data.account) });
}

async function keyOf(house: House, { address }: Account): Promise<Hex> {
  const call = { ...house.contracts.participants, functionName: 'keyOf', args: [address] } as const;
  return lowerHex(await publicClient.readContract(call));
}

describe('Lost keys of company and portal', () => {
  it('are replaced by nobody but the other one of the two', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const data = await dataOf(house, house.company, [one, two]);
    for (const other of [house.company, house.electricity, house.subscriber])
      await refused(say(house, other, data), participants, 'SenderNotEntitled');
    const ofResident = await dataOf(house, house.subscriber, [one, two]);
    for (const by of [house.company, house.portal])
      await refused(say(house, by, ofResident), participants, 'SenderNotEntitled');
    await refused(house.send(house.portal, 'FOUNDER_REKEY', data), participants, 'SubjectMismatch');
  });

  it('are not replaced with the words of half, of strangers, of the portal’s own witness, or of one twice', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const { company, portal } = house;
    await refused(say(house, portal, await dataOf(house, company, [one])), participants, 'WitnessesTooFew', [1n, 2n]);
    for (const wrong of [ofPortal, makeAccount('stranger')])
      await refused(say(house, portal, await dataOf(house, company, [one, wrong])), participants, 'WitnessNotCounted');
    await refused(say(house, portal, await dataOf(house, company, [one, one])), participants, 'WordsNotRising');
    const data = await dataOf(house, company, [one, two]);
    const falling = { ...data, words: data.words.toReversed() };
    await refused(say(house, portal, falling), participants, 'WordsNotRising');
    const torn: Rekeying = { ...data, words: ['0x', ...data.words.slice(1)] };
    await refused(say(house, portal, torn), participants, 'SignatureMalformed');
    await refused(say(house, portal, { ...data, time: data.time - 1n }), participants, 'WitnessNotCounted');
    await refused(say(house, portal, { ...data, encryptionKey: '0x' }), participants, 'EncryptionKeyMalformed');
  });

  it('take two words where one witness is counted, and more than half where many are', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const { company, portal } = house;
    const [young, ofCompany] = [makeAccount('young witness'), makeAccount('witness of the company')];
    for (const [witness, owner] of [
      [young, young],
      [ofCompany, company],
    ] as const)
      for (const by of [company, portal])
        await house.send(by, 'WITNESS_ENTER', { witness: witness.address, owner: owner.address });
    const withYoung = await dataOf(house, company, [one, young]);
    await refused(say(house, portal, withYoung), participants, 'WitnessNotCounted');
    await networkHelpers.time.increase(Number(WITNESS_STANDING));
    const withOwn = await dataOf(house, company, [one, two, ofCompany]);
    await refused(say(house, portal, withOwn), participants, 'WitnessNotCounted');
    const data = await dataOf(house, company, [one, two]);
    await refused(say(house, portal, data), participants, 'WitnessesTooFew', [2n, 3n]);
    const { key } = { key: [two, three, young] };
    for (const witness of key)
      for (const by of [company, portal]) await house.send(by, 'WITNESS_REMOVE', { witness: witness.address });
    const alone = await dataOf(house, company, [one]);
    await refused(say(house, portal, alone), participants, 'WitnessesTooFew', [1n, 2n]);
  });

  it('are not replaced with words of another month, or of tomorrow', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    for (const time of [(await latestTime()) - WORD_LIFE - 60n, (await latestTime()) + 3_600n]) {
      const data = await dataOf(house, house.company, [one, two], { time });
      await refused(say(house, house.portal, data), participants, 'WordsNotInTime');
    }
  });

  it('are replaced with words of thirty days ago, and not a second later', async () => {
    for (const late of [0n, 1n]) {
      const house = await fixture(oldHouse);
      const time = await latestTime();
      const data = await dataOf(house, house.company, [one, two], { time });
      await networkHelpers.time.increaseTo(time + WORD_LIFE - 1n);
      await house.followChain();
      await networkHelpers.time.setNextBlockTimestamp(time + WORD_LIFE + late);
      const said = say(house, house.portal, data);
      if (late === 0n) await said;
      else await refused(said, house.contracts.participants, 'WordsNotInTime');
    }
  });

  it('change after fourteen days, as whoever reads the blocks says, for company and portal alike', async () => {
    for (const [lost, other] of [
      ['company', 'portal'],
      ['portal', 'company'],
    ] as const) {
      const house = await fixture(oldHouse);
      const { participants } = house.contracts;
      const [founder, by] = [house[lost], house[other]];
      const history = createKeyHistory({
        domain: DOMAIN,
        participants: participants.address,
        company: house.company.address,
        portal: house.portal.address,
        witnesses: FIRST_WITNESSES.map(({ key, owner }) => ({ key: key.address, owner })),
      });
      const data = await dataOf(house, founder, [two, three]);
      await house.followChain();
      const signed = house.sign(by, KIND.FOUNDER_REKEY, encodeData('FOUNDER_REKEY', data), {
        subject: accountSubject(founder.address),
      });
      await viem.assertions.emit(house.carry(signed), participants, 'RekeyAnnounced');
      expect(history.take(signed.block, { kind: 'FOUNDER_REKEY', data }, await latestTime())).to.equal(true);
      const from = signed.block.timestamp + FOUNDER_OBJECTION;
      for (const time of [from - 1n, from]) {
        await networkHelpers.time.increaseTo(time);
        const signs = [founder, next].filter(({ address }) => history.at(time)(address, founder.address));
        expect(signs.map(({ address }) => address)).to.deep.equal([await keyOf(house, founder)]);
      }
      expect(await keyOf(house, founder)).to.equal(next.address);
      const call = { ...participants, functionName: 'participant', args: [founder.address] } as const;
      expect((await publicClient.readContract(call)).encryptionKey).to.equal(next.encryptionKey);
      const since = withKey(founder.address, next);
      await house.followChain();
      const removal = { witness: one.address };
      await viem.assertions.emit(house.send(since, 'WITNESS_REMOVE', removal), participants, 'ActProposed');
      await refused(house.send(founder, 'WITNESS_REMOVE', removal), participants, 'SenderMismatch');
      // The key that is in force now changes like every other.
      const register = { domain: DOMAIN, participants: participants.address };
      const rotation = acceptKey(register, third, { account: founder.address, retiring: next.address });
      await viem.assertions.emit(house.send(since, 'KEY_ROTATE', rotation), participants, 'KeyRotated');
      expect(await keyOf(house, founder)).to.equal(third.address);
    }
  });

  it('stay where the living key objects, or changes by itself, and only one change waits at a time', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const { company, portal } = house;
    await say(house, portal, await dataOf(house, company, [one, two]));
    const other = await dataOf(house, company, [one, two], { to: third });
    await refused(say(house, portal, other), participants, 'RekeyPending');
    const objection = house.send(company, 'REKEY_OBJECT', { key: next.address });
    await viem.assertions.emit(objection, participants, 'RekeyObjected');
    await say(house, portal, other);
    const own = makeAccount('own change of the company');
    const register = { domain: DOMAIN, participants: participants.address };
    const rotation = acceptKey(register, own, { account: company.address, retiring: company.address });
    await viem.assertions.emit(house.send(company, 'KEY_ROTATE', rotation), participants, 'RekeyObjected');
    expect(await keyOf(house, company)).to.equal(own.address);
    await networkHelpers.time.increase(Number(FOUNDER_OBJECTION) + 1);
    expect(await keyOf(house, company)).to.equal(own.address);
    const call = { ...participants, functionName: 'participant', args: [company.address] } as const;
    expect((await publicClient.readContract(call)).encryptionKey).to.equal(own.encryptionKey);
  });
});
