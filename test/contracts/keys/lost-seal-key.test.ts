import { expect } from 'chai';
import { bytesToHex, encodeFunctionData, getAddress } from 'viem';

import { fromHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';

import { lostKeyDigest, type LostKeyStatement } from '../../../core/domain/handovers/lost-key.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { SEAL_KEY_SILENCE, WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { DOMAIN } from '../../support/domain.ts';
import { handoverAt } from '../../support/handover.ts';
import { makeAccount } from '../support/accounts.ts';
import { FIRST_WITNESSES, fixture, networkHelpers, publicClient, refused, viem, type House } from '../support/house.ts';
import { latestTime, oldHouse } from '../support/old-house.ts';

const next = makeAccount('next sealer behind a lost one');
const third = makeAccount('third sealer behind a lost one');
const [one, two, , ofPortal] = FIRST_WITNESSES.map(({ key }) => key) as [Account, Account, Account, Account];
const HEAD_SEAL: Hex = `0x${'5e'.repeat(32)}`;

type Said = LostKeyStatement & { consent: Hex; acceptance: Hex; words: Hex[] };

/** What is said of the newest block, or with a change. */
async function said(
  house: House,
  change: Partial<LostKeyStatement> & { by?: readonly Signer[]; portal?: Signer; accepts?: Signer } = {},
): Promise<Said> {
  const { by = [one, two], portal = house.portal, accepts = next, ...over } = change;
  const head = await publicClient.getBlockNumber({ cacheTime: 0 });
  const time = await latestTime();
  const statement = { head, headSeal: HEAD_SEAL, headTime: time, next: next.address, time, ...over };
  const digest = lostKeyDigest(DOMAIN, statement);
  const words = by.toSorted((a, b) => (a.address < b.address ? -1 : 1)).map((witness) => witness.sign(digest));
  return { ...statement, consent: portal.sign(digest), acceptance: accepts.sign(digest), words };
}

async function hand(house: House, lost: Said, proof: Hex = '0x'): Promise<Hex> {
  const { participants } = house.contracts;
  const data = encodeFunctionData({ abi: participants.abi, functionName: 'replaceLostSealKey', args: [lost, proof] });
  const [carrier] = await viem.getWalletClients();
  if (carrier === undefined) throw new Error('nobody carries');
  return await carrier.sendTransaction({ to: participants.address, data, gas: 16_000_000n });
}

/** Lets the living key have its time; the head stays what it is. */
async function silence(extra = 0n): Promise<void> {
  await networkHelpers.time.setNextBlockTimestamp((await latestTime()) + SEAL_KEY_SILENCE + extra);
}

describe('A lost key of the seal', () => {
  it('is replaced in the very block behind the one of which it is said, and by any sender', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const lost = await said(house);
    for (const head of [lost.head - 1n, lost.head + 2n])
      await refused(hand(house, await said(house, { head })), participants, 'LostKeyOfOtherBlock');
    const good = await said(house);
    await silence();
    await viem.assertions.emit(hand(house, good, '0x1234'), participants, 'SealKeyAppointed');
    const keys = await publicClient.readContract({ ...participants, functionName: 'sealKeys' });
    expect(keys.at(-1)?.key.toLowerCase()).to.equal(next.address);
    expect(keys.at(-1)?.number).to.equal(good.head + 1n);
    const again = await said(house);
    await silence();
    await refused(hand(house, again), participants, 'SealKeyUsedBefore');
  });

  it('takes back what the lost key had handed over to and had not begun, and is followed by rising numbers from there', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const first = house.sealer;
    const [far, farther] = ['far', 'farther'].map(makeAccount) as [Account, Account];
    const head = await publicClient.getBlockNumber({ cacheTime: 0 });
    await house.followChain();
    await house.send(house.company, 'SEAL_KEY', handoverAt(DOMAIN, head + 1_000n, first, far));
    await house.send(house.company, 'SEAL_KEY', handoverAt(DOMAIN, head + 2_000n, far, farther));
    for (const taken of [far, farther]) {
      const back = await said(house, { next: taken.address, accepts: taken });
      await silence();
      await refused(hand(house, back), participants, 'SealKeyUsedBefore');
    }
    const good = await said(house);
    await silence();
    await viem.assertions.emitWithArgs(hand(house, good), participants, 'SealKeyAppointed', [
      good.head + 1n,
      getAddress(next.address),
      getAddress(first.address),
    ]);
    await house.followChain();
    const now = await publicClient.getBlockNumber({ cacheTime: 0 });
    const dead = house.send(house.company, 'SEAL_KEY', handoverAt(DOMAIN, now + 500n, farther, third));
    await refused(dead, participants, 'SealKeyStatementUnsigned');
    const at = (await publicClient.getBlockNumber({ cacheTime: 0 })) + 2n;
    await house.send(house.company, 'SEAL_KEY', handoverAt(DOMAIN, at, next, third));
    // One that was to begin in this very block has not begun either.
    const last = await said(house, { next: makeAccount('fourth').address, accepts: makeAccount('fourth') });
    await silence();
    await viem.assertions.emitWithArgs(hand(house, last), participants, 'SealKeyAppointed', [
      at,
      getAddress(last.next),
      getAddress(next.address),
    ]);
    const keys = await publicClient.readContract({ ...participants, functionName: 'sealKeys' });
    expect(keys.map(({ number }) => number)).to.deep.equal([
      ...[0n, head + 1_000n, head + 2_000n, good.head + 1n, at, at],
    ]);
  });

  it('is not followed twice in one block', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const both = [await said(house), await said(house, { next: third.address, accepts: third })];
    await silence();
    const chain = await viem.getTestClient();
    await chain.setAutomine(false);
    const hashes: Hex[] = [];
    for (const one of both) hashes.push(await hand(house, one));
    await chain.mine({ blocks: 1 });
    await chain.setAutomine(true);
    const outcomes = hashes.map(async (hash) => (await publicClient.getTransactionReceipt({ hash })).status);
    expect(await Promise.all(outcomes)).to.deep.equal(['success', 'reverted']);
    const keys = await publicClient.readContract({ ...participants, functionName: 'sealKeys' });
    expect(keys).to.have.length(2);
  });

  it('is not replaced before fourteen days are over, nor said before the block of which it is said', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const early = await said(house);
    await silence(-1n);
    await refused(hand(house, early), participants, 'LostKeyWaits');
    const time = (await latestTime()) - 1n;
    const before = await said(house, { time });
    await silence();
    await refused(hand(house, before), participants, 'LostKeySaidBefore');
  });

  it('is not replaced without the portal’s key of that time, and the new one’s own', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    for (const change of [{ portal: house.company }, { accepts: one }]) {
      const wrong = await said(house, change);
      await silence();
      await refused(hand(house, wrong), participants, 'SealKeyStatementUnsigned');
    }
    const torn = { ...(await said(house)), consent: '0x' as const };
    await silence();
    await refused(hand(house, torn), participants, 'SignatureMalformed');
    // Another key of the portal signs since now: the one of the newest block counts.
    const own = makeAccount('own change of the portal');
    const register = { domain: DOMAIN, participants: participants.address };
    const { address: account } = house.portal;
    await house.followChain();
    await house.send(house.portal, 'KEY_ROTATE', acceptKey(register, own, { account, retiring: account }));
    const former = await said(house);
    await silence();
    await refused(hand(house, former), participants, 'SealKeyStatementUnsigned');
    const present = await said(house, { portal: own });
    await silence();
    await viem.assertions.emit(hand(house, present), participants, 'SealKeyAppointed');
  });

  it('is not replaced with the words of half, of strangers, of young witnesses, of the portal’s own, or of one twice', async () => {
    const house = await fixture(oldHouse);
    const { participants } = house.contracts;
    const tried = async (by: readonly Signer[], over: Partial<LostKeyStatement> = {}): Promise<Hex> => {
      const lost = await said(house, { by, ...over });
      await silence();
      return hand(house, lost);
    };
    await refused(tried([one]), participants, 'WitnessesTooFew', [1n, 2n]);
    for (const wrong of [ofPortal, makeAccount('stranger')])
      await refused(tried([one, wrong]), participants, 'WitnessNotCounted');
    await refused(tried([one, one]), participants, 'WordsNotRising');
    const young = (await latestTime()) - WITNESS_STANDING - 86_400n;
    await refused(tried([one, two], { headTime: young }), participants, 'WitnessNotCounted');
    const good = await said(house);
    await silence();
    const falling = { ...good, words: good.words.toReversed() };
    await refused(hand(house, falling), participants, 'WordsNotRising');
    const broken = { ...(await said(house)), words: ['0x' as const, bytesToHex(fromHex(ZERO_32))] };
    await silence();
    await refused(hand(house, broken), participants, 'SignatureMalformed');
  });
});
