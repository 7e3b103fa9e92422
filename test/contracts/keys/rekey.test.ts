import { expect } from 'chai';

import type { Account } from '../../../core/domain/ledger/account.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import { lowerHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import { createKeyHistory } from '../../../core/domain/keys/key-history.ts';
import { withKey } from '../../../core/domain/keys/with-key.ts';
import { APPEAL_ADDRESSEE, APPEAL_CATEGORY, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { REKEY_OBJECTION } from '../../../core/domain/limits.ts';
import { actHashOf } from '../../../core/domain/ownership/both-hands.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { ZERO_32, ZERO_ADDRESS } from '../../../core/domain/bytes/hex.ts';
import { DOMAIN } from '../../support/domain.ts';
import { keccakOf, makeAccount } from '../support/accounts.ts';
import { livedInHouse, networkHelpers, publicClient, refused, viem, type House } from '../support/house.ts';

const next = makeAccount('replacing key');
const third = makeAccount('another replacing key');

function subjectOf({ address }: { address: Hex }): Hex {
  return `0x${address.slice(2).padStart(64, '0')}`;
}

function dataOf(house: House, account: Account, to: Account, retiring: Hex = account.address): BlockData['REKEY'] {
  const register = { domain: DOMAIN, participants: house.contracts.participants.address };
  return { account: account.address, ...acceptKey(register, to, { account: account.address, retiring }) };
}

function say(house: House, hand: Account, data: BlockData['REKEY'], subject = subjectOf({ address: data.account })) {
  return house.send(hand, 'REKEY', data, { subject });
}

async function byBoth(house: House, account: Account, to: Account): Promise<bigint> {
  const data = dataOf(house, account, to);
  await say(house, house.portal, data);
  await viem.assertions.emit(say(house, house.company, data), house.contracts.participants, 'RekeyAnnounced');
  const call = { ...house.contracts.participants, functionName: 'rekeying', args: [account.address] } as const;
  return (await publicClient.readContract(call))[1];
}

async function keyOf(house: House, account: Account): Promise<Hex> {
  const call = { ...house.contracts.participants, functionName: 'keyOf', args: [account.address] } as const;
  return lowerHex(await publicClient.readContract(call));
}

function object(house: House, by: Account, key: Hex): Promise<Hex> {
  return house.send(by, 'REKEY_OBJECT', { key });
}

function letter(house: House, by: Account, timestamp?: bigint): Promise<Hex> {
  const data = {
    category: APPEAL_CATEGORY.question,
    addressees: APPEAL_ADDRESSEE.company,
    provider: ZERO_ADDRESS,
    about: ZERO_32,
    envelope: '0x' as const,
  };
  const to = house.company.address;
  return house.send(by, 'APPEAL', data, timestamp === undefined ? { to } : { to, timestamp });
}

describe('Lost keys', () => {
  it('are replaced by nobody but company and portal together, whichever says it first', async () => {
    for (const order of [
      ['company', 'portal'],
      ['portal', 'company'],
    ] as const) {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      const data = dataOf(house, house.subscriber, next);
      for (const other of [house.subscriber, house.electricity, house.stranger])
        await refused(say(house, other, data), participants, 'SenderNotEntitled');
      const [first, second] = [house[order[0]], house[order[1]]];
      await viem.assertions.emit(say(house, first, data), participants, 'ActProposed');
      await refused(say(house, first, data), participants, 'ActAlreadyProposed');
      await refused(object(house, house.subscriber, next.address), participants, 'RekeyNotPending');
      await viem.assertions.emit(say(house, second, data), participants, 'RekeyAnnounced');
    }
  });

  it('are not replaced for company and portal, the suspended, and who never was active', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    for (const founder of [house.company, house.portal])
      await refused(say(house, house.portal, dataOf(house, founder, next)), participants, 'FounderNotRekeyable');
    await house.suspend(house.subscriber);
    for (const account of [house.subscriber, house.stranger])
      await refused(say(house, house.portal, dataOf(house, account, next)), participants, 'AccountNotActive');
  });

  it('are not replaced without the new key’s word, under another subject, or by a key that is taken', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const data = dataOf(house, house.subscriber, next);
    const { acceptance } = dataOf(house, house.subscriber, third);
    await refused(say(house, house.portal, { ...data, acceptance }), participants, 'KeyNotAccepted');
    await refused(say(house, house.portal, { ...data, acceptance: '0x' }), participants, 'SignatureMalformed');
    await refused(say(house, house.portal, { ...data, encryptionKey: '0x' }), participants, 'EncryptionKeyMalformed');
    await refused(say(house, house.portal, data, ZERO_32), participants, 'SubjectMismatch');
    const taken = dataOf(house, house.subscriber, house.neighbour);
    await refused(say(house, house.portal, taken), participants, 'KeyTaken');
  });

  it('change after seven days, by the time of the block that carries, without another block', async () => {
    const house = await livedInHouse();
    const { participants, readingLedger } = house.contracts;
    const { subscriber } = house;
    const from = await byBoth(house, subscriber, next);
    const since = withKey(subscriber.address, next);
    const participant = { ...participants, functionName: 'participant', args: [subscriber.address] } as const;
    await refused(letter(house, since), readingLedger, 'SenderMismatch');
    await networkHelpers.time.setNextBlockTimestamp(from - 1n);
    await letter(house, subscriber, from - 600n);
    expect((await publicClient.readContract(participant)).encryptionKey).to.equal(subscriber.encryptionKey);
    await networkHelpers.time.increaseTo(from);
    expect(await keyOf(house, subscriber)).to.equal(next.address);
    expect((await publicClient.readContract(participant)).encryptionKey).to.equal(next.encryptionKey);
    await letter(house, since);
    // As of a minute before, too.
    await refused(letter(house, subscriber, from - 60n), readingLedger, 'SenderMismatch');
    await refused(object(house, since, next.address), participants, 'RekeyNotPending');
  });

  it('change as whoever reads the blocks says: history and register name the same key at every time', async () => {
    const house = await livedInHouse();
    const { subscriber, company, portal } = house;
    const { address: participants } = house.contracts.participants;
    const history = createKeyHistory({
      domain: DOMAIN,
      participants,
      company: company.address,
      portal: portal.address,
      witnesses: [],
    });
    const data = dataOf(house, subscriber, next);
    await house.followChain();
    for (const hand of [portal, company]) {
      const signed = house.sign(hand, KIND.REKEY, encodeData('REKEY', data), { subject: subjectOf(subscriber) });
      await house.carry(signed);
      const fact = { kind: 'REKEY', data } as const;
      const time = BigInt(await networkHelpers.time.latest());
      expect(history.take(signed.block, fact, time)).to.equal(hand === company);
    }
    const call = { ...house.contracts.participants, functionName: 'rekeying', args: [subscriber.address] } as const;
    const [, from] = await publicClient.readContract(call);
    for (const time of [from - 1n, from, from + 1n]) {
      await networkHelpers.time.increaseTo(time);
      const signs = [subscriber, next].filter(({ address }) => history.at(time)(address, subscriber.address));
      expect(signs.map(({ address }) => address)).to.deep.equal([await keyOf(house, subscriber)]);
      // What took effect is pending no longer, from that very second on.
      expect((await publicClient.readContract(call))[1]).to.equal(time < from ? from : 0n);
    }
  });

  it('count seven days from what the second hand is dated', async () => {
    const house = await livedInHouse();
    const data = dataOf(house, house.subscriber, next);
    await say(house, house.portal, data);
    await house.followChain();
    const timestamp = house.now - 300n;
    await house.send(house.company, 'REKEY', data, { subject: subjectOf(house.subscriber), timestamp });
    const call = {
      ...house.contracts.participants,
      functionName: 'rekeying',
      args: [house.subscriber.address],
    } as const;
    expect((await publicClient.readContract(call))[1]).to.equal(timestamp + REKEY_OBJECTION);
  });

  it('stay where the old key objects, a suspended account’s as well, and the named key is nobody’s any more', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const from = await byBoth(house, house.subscriber, next);
    await house.suspend(house.subscriber);
    await refused(object(house, house.subscriber, third.address), participants, 'RekeyNotPending');
    await refused(object(house, withKey(house.subscriber.address, next), next.address), participants, 'SenderMismatch');
    await viem.assertions.emit(object(house, house.subscriber, next.address), participants, 'RekeyObjected');
    await networkHelpers.time.increaseTo(from + 1n);
    expect(await keyOf(house, house.subscriber)).to.equal(house.subscriber.address);
    const entry = { ...participants, functionName: 'participant', args: [house.subscriber.address] } as const;
    expect((await publicClient.readContract(entry)).encryptionKey).to.equal(house.subscriber.encryptionKey);
    await house.send(house.company, 'RESTORE', { account: house.subscriber.address });
    await letter(house, house.subscriber);
    await refused(say(house, house.portal, dataOf(house, house.subscriber, next)), participants, 'KeyTaken');
    await refused(house.enrol(next, ROLE.subscriber), participants, 'KeyTaken');
  });

  it('change once at a time: while one change waits, no other is named, by nobody', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const { subscriber } = house;
    const from = await byBoth(house, subscriber, next);
    await refused(say(house, house.portal, dataOf(house, subscriber, third)), participants, 'RekeyPending', [
      (value: string) => lowerHex(value as Hex) === subscriber.address,
      from,
    ]);
    const { account: _, ...rotation } = dataOf(house, subscriber, third);
    await refused(house.send(subscriber, 'KEY_ROTATE', rotation), participants, 'RekeyPending');
    await networkHelpers.time.increaseTo(from);
    const since = withKey(subscriber.address, next);
    const { account: __, ...after } = dataOf(house, subscriber, third, next.address);
    await house.send(since, 'KEY_ROTATE', after);
    expect(await keyOf(house, subscriber)).to.equal(third.address);
  });

  it('leave the newest encryption key standing: of a rotation, of an enrolment, and of what came by time alone', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const { subscriber } = house;
    const from = await byBoth(house, subscriber, next);
    await networkHelpers.time.increaseTo(from);
    const since = withKey(subscriber.address, next);
    const entry = { ...participants, functionName: 'participant', args: [subscriber.address] } as const;
    await refused(house.enrol(since, ROLE.subscriber), participants, 'AccountAlreadyEnrolled');
    const renewed = { ...since, encryptionKey: third.encryptionKey };
    await house.enrol(renewed, ROLE.subscriber);
    expect((await publicClient.readContract(entry)).encryptionKey).to.equal(third.encryptionKey);
    await house.confirm(renewed, ROLE.subscriber);
    await house.attest(renewed);
    const { account: _, ...rotation } = dataOf(house, subscriber, makeAccount('fourth'), next.address);
    await house.send(since, 'KEY_ROTATE', rotation);
    expect((await publicClient.readContract(entry)).encryptionKey).to.equal(rotation.encryptionKey);
  });

  it('end by a word of either hand while the other one is missing', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const data = dataOf(house, house.subscriber, next);
    const actHash = actHashOf({ kind: KIND.REKEY, dataHash: keccakOf(encodeData('REKEY', data)) });
    const withdraw = (by: Account) => house.send(by, 'ACT_WITHDRAW', { actHash }, { ledger: 'participants' });
    for (const by of [house.company, house.portal]) {
      await say(house, house.portal, data);
      await viem.assertions.emit(withdraw(by), participants, 'ActWithdrawn');
      await refused(withdraw(by), participants, 'ActNotProposed');
    }
    await viem.assertions.emit(say(house, house.company, data), participants, 'ActProposed');
  });
});
