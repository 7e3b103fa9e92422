import { expect } from 'chai';
import { signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { founderWordDigest } from '../../../../core/domain/keys/founder-word.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import { withKey } from '../../../../core/domain/keys/with-key.ts';
import { createKeyHistory, rekeyFrom } from '../../../../core/domain/keys/key-history.ts';
import { addresseesOf } from '../../../../oracle/gateway/frames/addressees.ts';
import { keyChangeOf } from '../../../../oracle/gateway/frames/register-keys.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { idOfMeter } from '../../support/metering.ts';
import { makePair, type Pair } from '../../support/pair.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';

describe('keys that changed, as a gateway learns them', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
    pair.registerAll();
  });
  afterEach(() => pair.dispose());

  const meterId = (): Hex => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    return idOfMeter(meter);
  };
  /** @returns the account under its new key */
  const rotate = (account: Account, next = newAccount(), retiring: Hex = account.address): Account => {
    const data = acceptKey(keyRegisterOf(pair.network), next, { account: account.address, retiring });
    pair.mirror(pair.block(account, 'participants', 'KEY_ROTATE', data));
    return withKey(account.address, next);
  };
  const keyOf = ({ address }: Account): Hex | undefined => {
    const trust = { network: pair.network, company: pair.actors.company.address };
    const found = addresseesOf(pair.store, trust, meterId());
    if (!('addressees' in found)) throw new Error(found.missing);
    return found.addressees.find((one) => one.address === address)?.encryptionKey;
  };
  const poll = (from: Account): string => {
    const data = { meterId: meterId(), manual: false, dueDate: 4_000_000_000n };
    const request = signedBlockToJson(pair.block(from, 'readingLedger', 'READING_REQUEST', data));
    return pair.down({ v: 1, poll: { request } }).kind;
  };

  it('refuse what the new key signs where the change is kept back, and what a stranger says is one', () => {
    const { company, owner } = pair.actors;
    const next = newAccount();
    const verified = { meterId: meterId(), verifiedUntil: 4_100_000_000n };
    const entry = pair.block(withKey(company.address, next), 'meters', 'METER_VERIFY', verified);
    const register = keyRegisterOf(pair.network);
    const stolen = acceptKey(register, next, { account: owner.address, retiring: owner.address });
    const thief = { ...next, address: owner.address };
    const forged = pair.block(thief, 'participants', 'KEY_ROTATE', stolen);
    const alone = pair.block(owner, 'participants', 'KEY_ROTATE', { ...stolen, key: newAccount().address });
    const blocks = [entry, forged, alone].map((one) => signedBlockToJson(one));
    pair.tellRegister();
    expect(pair.down({ v: 1, register: { blocks } }).kind).to.equal('none');
    expect(pair.store.counters()['SENDER_MISMATCH']).to.equal(2);
    expect(pair.store.counters()['KEY_NOT_ACCEPTED']).to.equal(1);
    expect(keyOf(owner)).to.equal(owner.encryptionKey);
  });

  it('of a lost key wait for both hands and seven days, and end by the old key’s objection', () => {
    const { company, portal, owner, provider } = pair.actors;
    const now = BigInt(Math.floor(Date.now() / 1000));
    const replace = (account: Account, ago: bigint, hands: Account[]): Account => {
      const next = newAccount();
      const statement = { account: account.address, retiring: account.address };
      const data = { account: account.address, ...acceptKey(keyRegisterOf(pair.network), next, statement) };
      for (const hand of hands) pair.mirror(pair.block(hand, 'participants', 'REKEY', data, now - ago));
      return next;
    };
    const alone = replace(provider, 8n * 86_400n, [company]);
    const waiting = replace(provider, 6n * 86_400n, [portal, company]);
    pair.tellRegister();
    expect(keyOf(provider)).to.equal(provider.encryptionKey);
    pair.mirror(pair.block(provider, 'participants', 'REKEY_OBJECT', { key: waiting.address }, now));
    const due = replace(owner, 8n * 86_400n, [portal, company]);
    pair.tellRegister();
    expect(pair.store.counters()).to.deep.equal({});
    expect(keyOf(owner)).to.equal(due.encryptionKey);
    expect(keyOf(provider)).to.equal(provider.encryptionKey);
    expect(poll(withKey(provider.address, alone))).to.equal('none');
    expect(poll(owner)).to.equal('none');
    expect(poll(withKey(owner.address, due))).to.equal('read-meter');
  });

  it('of a lost key count from the later hand, as verify does from the second, in whatever order a collector tells both', () => {
    const { company, portal, owner } = pair.actors;
    const register = keyRegisterOf(pair.network);
    const now = BigInt(Math.floor(Date.now() / 1000));
    const next = newAccount();
    const place = { account: owner.address, retiring: owner.address };
    const data = { account: owner.address, ...acceptKey(register, next, place) };
    const [first, second] = [
      pair.block(company, 'participants', 'REKEY', data, now - 20n * 86_400n),
      pair.block(portal, 'participants', 'REKEY', data, now - 6n * 86_400n),
    ];
    const history = createKeyHistory(register);
    for (const { block } of [first, second]) history.take(block, { kind: 'REKEY', data }, block.timestamp);
    const due = rekeyFrom(second.block);
    expect(history.at(due - 1n)(next.address, owner.address)).to.equal(false);
    expect(history.at(due)(next.address, owner.address)).to.equal(true);
    pair.tellRegister();
    for (const hands of [
      [second, first],
      [first, second],
    ]) {
      pair.down({ v: 1, register: { blocks: hands.map((one) => signedBlockToJson(one)) } });
      expect(keyChangeOf(pair.store, owner.address, due - 1n)).to.equal(undefined);
      expect(keyChangeOf(pair.store, owner.address, due)?.key).to.equal(next.address);
    }
    expect(pair.store.counters()).to.deep.equal({});
  });

  it('of the company follow the portal’s word and that of witnesses after fourteen days, and none of strangers', () => {
    const { company, portal } = pair.actors;
    const now = BigInt(Math.floor(Date.now() / 1000));
    const witnesses = [newAccount(), newAccount()];
    for (const { address: witness } of witnesses)
      for (const hand of [company, portal])
        pair.mirror(
          pair.block(hand, 'participants', 'WITNESS_ENTER', { witness, owner: witness }, now - 110n * 86_400n),
        );
    const young = [newAccount(), newAccount()];
    // In whatever order the collector tells both hands: a witness stands from the later one on.
    for (const { address: witness } of young)
      for (const [hand, ago] of [
        [portal, 80n],
        [company, 105n],
      ] as const)
        pair.mirror(
          pair.block(hand, 'participants', 'WITNESS_ENTER', { witness, owner: witness }, now - ago * 86_400n),
        );
    const register = keyRegisterOf(pair.network);
    const replace = (ago: bigint, by: readonly Account[]): Account => {
      const next = newAccount();
      const place = { account: company.address, retiring: company.address };
      const data = { account: company.address, ...acceptKey(register, next, place), time: now - ago };
      const digest = founderWordDigest(register, { ...data, ...place });
      const words = by.map((witness) => witness.sign(digest));
      pair.mirror(pair.block(portal, 'participants', 'FOUNDER_REKEY', { ...data, words }, now - ago));
      return next;
    };
    replace(13n * 86_400n, witnesses);
    pair.tellRegister();
    expect(pair.store.counters()).to.deep.equal({});
    expect(keyOf(company)).to.equal(company.encryptionKey);
    pair.mirror(pair.block(company, 'participants', 'REKEY_OBJECT', { key: newAccount().address }, now));
    replace(15n * 86_400n, [newAccount(), newAccount()]);
    replace(15n * 86_400n, witnesses.slice(1));
    replace(15n * 86_400n, young);
    pair.tellRegister();
    expect(pair.store.counters()).to.deep.equal({ WITNESS_NOT_COUNTED: 2, WITNESSES_TOO_FEW: 1 });
    expect(keyOf(company)).to.equal(company.encryptionKey);
  });

  it('of the company are the one that the portal and witnesses named, until the company changes it again', () => {
    const { company, portal } = pair.actors;
    const now = BigInt(Math.floor(Date.now() / 1000));
    const witnesses = [newAccount(), newAccount()];
    for (const { address: witness } of witnesses)
      for (const hand of [company, portal])
        pair.mirror(
          pair.block(hand, 'participants', 'WITNESS_ENTER', { witness, owner: witness }, now - 120n * 86_400n),
        );
    const register = keyRegisterOf(pair.network);
    const [next, last] = [newAccount(), newAccount()];
    const place = { account: company.address, retiring: company.address };
    const data = { account: company.address, ...acceptKey(register, next, place), time: now };
    const digest = founderWordDigest(register, { ...data, ...place });
    const words = witnesses.map((witness) => witness.sign(digest));
    const named = pair.block(portal, 'participants', 'FOUNDER_REKEY', { ...data, words }, now - 15n * 86_400n);
    pair.mirror(named);
    pair.tellRegister();
    expect(pair.store.counters()).to.deep.equal({});
    expect(keyOf(company)).to.equal(next.encryptionKey);
    const own = acceptKey(register, last, { account: company.address, retiring: next.address });
    pair.mirror(pair.block(withKey(company.address, next), 'participants', 'KEY_ROTATE', own, now));
    pair.tellRegister();
    expect(pair.store.counters()).to.deep.equal({});
    expect(keyOf(company)).to.equal(last.encryptionKey);
  });

  it('count from then on: period keys are wrapped for the new one, and requests come under it', () => {
    const { company, provider, owner } = pair.actors;
    const between = newAccount();
    const ownerSince = rotate(rotate(owner, between), newAccount(), between.address);
    const providerSince = rotate(provider);
    const companySince = rotate(company);
    pair.mirror(
      pair.block(companySince, 'meters', 'METER_VERIFY', { meterId: meterId(), verifiedUntil: 4_100_000_000n }),
    );
    expect(pair.tellRegister().kind).to.equal('register-changed');
    expect(pair.store.counters()).to.deep.equal({});
    expect(keyOf(owner)).to.equal(ownerSince.encryptionKey);
    expect(keyOf(provider)).to.equal(providerSince.encryptionKey);
    expect(keyOf(company)).to.equal(companySince.encryptionKey);
    expect(poll(provider)).to.equal('none');
    expect(pair.store.counters()['SENDER_MISMATCH']).to.equal(1);
    expect(poll(providerSince)).to.equal('read-meter');
  });
});
