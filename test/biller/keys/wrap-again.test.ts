import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect } from 'chai';
import { applyBlock } from '../../../biller/apply/apply-block.ts';
import { settleKeys } from '../../../biller/apply/apply-key-blocks.ts';
import { issueReceipts } from '../../../biller/decide/issue-receipts.ts';
import { wrapAgain } from '../../../biller/decide/wrap-again.ts';
import { createDecryptor } from '../../../biller/decryptor.ts';
import { periodOfFrame } from '../../../core/domain/billing/period.ts';
import { fromHex, toHex, utf8, ZERO_ADDRESS, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { contentKeyOf, envelopeHead, wrapContentKey } from '../../../core/domain/crypto/envelope.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../core/domain/keys/key-statement.ts';
import { withKey } from '../../../core/domain/keys/with-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { decodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { accountSubject, channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { KIND, ROLE, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { BLOCK_LIFE, REKEY_OBJECTION, WRAPS_MAX } from '../../../core/domain/limits.ts';
import { bytes32 } from '../../core/domain/billing/bill-sample.ts';
import { newAccount, nowSeconds } from '../../support/world/actors.ts';
import { refusal } from '../../support/refusal.ts';
import { said, testContext, type TestContext } from '../support/desk.ts';
import { deskWithBill, payBill } from '../support/paid-bill.ts';
import { testDevice } from '../support/device.ts';

const METER = bytes32(0x4e);
const OBIS = obisFromText('1-0:1.8.0*255');

type Hands = Pick<TestContext, 'context' | 'me' | 'record'> & { portal: Account };
type House = TestContext & { old: Account; next: Account; portal: Account };

/** The company, the owner before and the owner now; the portal signs by its key. */
function house(): House {
  const portal = newAccount();
  const test = testContext({ role: 'company', portal: portal.address });
  const { me, record } = test;
  record(me, me.address, 'ENROL', { role: ROLE.company, encryptionKey: me.encryptionKey, envelope: '0x' });
  const [old, next] = [newAccount(), newAccount()];
  for (const one of [old, next]) test.admit(one, ROLE.subscriber);
  return { ...test, old, next, portal };
}

/** Both hands name a key for the account, which counts from now on. */
function lose({ context, me, portal, record }: Hands, account: Account): Account {
  const keys = newAccount();
  const retiring = account.address;
  const change = acceptKey(keyRegisterOf(context.network), keys, { account: account.address, retiring });
  for (const hand of [portal, me])
    record(hand, account.address, 'REKEY', { account: account.address, ...change }, accountSubject(account.address));
  settleKeys(context.state, nowSeconds() + REKEY_OBJECTION + 600n);
  return withKey(account.address, keys);
}

/** A period key for these readers. @returns its content key's hash */
async function announce({ context, me }: House, period: number, readers: readonly Account[]): Promise<Hex> {
  const data = await testDevice().announce(context.network, METER, period, readers);
  const block = { from: me.address, to: me.address, timestamp: nowSeconds(), kind: KIND.PERIOD_KEYS, subject: METER };
  const { readingLedger: ledger } = context.network.contracts;
  applyBlock(context.state, { blockNumber: 1n, logIndex: 0, ledger, digest: ZERO_32, signature: '0x', data, block });
  return envelopeHead(decodeData('PERIOD_KEYS', data).envelope).keyHash;
}

async function letter({ me, record, seal }: House, from: Account, readers: readonly Account[]): Promise<Hex> {
  const envelope = await seal(from, 'APPEAL', utf8('{"text":"."}'), readers);
  record(from, me.address, 'APPEAL', { category: 1, addressees: 1, provider: ZERO_ADDRESS, about: ZERO_32, envelope });
  return envelopeHead(envelope).keyHash;
}

/** What is to be said for the account, by intent. */
async function wraps({ context }: House, account: Account): Promise<[string, BlockData['WRAP_AGAIN']][]> {
  const found = [...(await said(wrapAgain(context)))].filter(([, message]) => message?.to === account.address);
  return found.map(([key, message]) => [key, decodeData('WRAP_AGAIN', message?.data ?? '0x')]);
}

describe('what a lost key closed', () => {
  it('is wrapped again for no account whose key is not lost, and never for oneself', async () => {
    const one = house();
    await announce(one, 202601, [one.me, one.next]);
    expect(wrapAgain(one.context)).to.deep.equal([]);
    one.context.state.lostKeys.set(one.me.address, { until: 0n, wrapped: new Set() });
    const unknown = newAccount();
    await announce(one, 202602, [one.me, unknown]);
    one.context.state.lostKeys.set(unknown.address, { until: nowSeconds() + 600n, wrapped: new Set() });
    expect(wrapAgain(one.context)).to.deep.equal([]);
  });

  it('goes to whom it was for: a meter’s owner gets no key of the owner before, and the other way round', async () => {
    const one = house();
    const { me, old, next } = one;
    const before = [await announce(one, 202601, [me, old]), await letter(one, old, [old, me])];
    const after = [await announce(one, 202602, [me, next]), await letter(one, next, [next, me])];
    const both = [await announce(one, 202603, [me, old, next])];
    await announce(one, 202604, [old, next]);
    await announce(one, 202605, [me]);
    for (const [account, own] of [
      [next, after],
      [old, before],
    ] as const) {
      const since = lose(one, account);
      const [[, data] = [], ...rest] = await wraps(one, account);
      if (data === undefined) throw new Error('nothing is wrapped again');
      expect(rest).to.deep.equal([]);
      expect(data.closed).to.deep.equal([]);
      expect(data.keys.map(({ keyHash }) => keyHash)).to.deep.equal([...own, ...both].sort());
      for (const { keyHash, wrapped } of data.keys) {
        const shared = one.context.state.sharedEnvelopes.get(account.address);
        const envelope = shared?.find((each) => each.keyHash === keyHash)?.envelope ?? '0x';
        const wrapsOf = new Map([
          [keyHash, [{ from: me.address, wrapped: Uint8Array.from(Buffer.from(wrapped.slice(2), 'hex')) }]],
        ]);
        const reader = { ...since, lost: { until: 1n << 40n, wraps: wrapsOf, closed: new Map() } };
        expect(await contentKeyOf(envelope, reader)).to.deep.equal(await contentKeyOf(envelope, me));
      }
    }
  });

  it('is said once: what was recorded is not said again, and another loss begins anew', async () => {
    const one = house();
    const { me, next, record } = one;
    await announce(one, 202601, [me, next]);
    const since = lose(one, next);
    const [[key, data] = []] = await wraps(one, next);
    const [[again] = []] = await wraps(one, next);
    expect(again).to.equal(key);
    if (data === undefined) throw new Error('nothing is wrapped again');
    record(newAccount(), next.address, 'WRAP_AGAIN', data);
    expect(await wraps(one, next)).to.have.length(1);
    record(me, next.address, 'WRAP_AGAIN', data);
    expect(await wraps(one, next)).to.deep.equal([]);
    // What was sealed for the lost key because nobody had heard of the other one.
    const late = await letter(one, since, [next, me]);
    expect((await wraps(one, next)).map(([, { keys }]) => keys.map(({ keyHash }) => keyHash))).to.deep.equal([[late]]);
    const until = one.context.state.lostKeys.get(next.address)?.until;
    lose(one, next);
    expect(one.context.state.lostKeys.get(next.address)?.until).to.not.equal(until);
    expect((await wraps(one, next)).flatMap(([, { keys }]) => keys)).to.have.length(2);
  });

  it('is named in pieces, each by its first envelope, with what does not open here either', async () => {
    const one = house();
    const { next } = one;
    lose(one, next);
    const { state } = one.context;
    const until = state.lostKeys.get(next.address)?.until ?? 0n;
    const shared = Array.from({ length: 2 * WRAPS_MAX + 2 }, (_, n) => {
      const sealedAt = n === 2 * WRAPS_MAX + 1 ? until + BLOCK_LIFE : until + BLOCK_LIFE - 1n;
      return { keyHash: bytes32(n), envelope: '0x00' as const, sealedAt };
    });
    state.sharedEnvelopes.set(next.address, shared);
    const found = await wraps(one, next);
    expect(found.map(([, { keys, closed }]) => [keys.length, closed.length])).to.deep.equal([
      [0, WRAPS_MAX],
      [0, WRAPS_MAX],
      [0, 1],
    ]);
    expect(found.map(([key]) => key.split(':').at(-1))).to.deep.equal(
      [0, WRAPS_MAX, 2 * WRAPS_MAX].map((n) => shared[n]?.keyHash),
    );
    // The second piece recorded first leaves the others as they are.
    one.record(
      one.me,
      next.address,
      'WRAP_AGAIN',
      found[1]?.[1] ?? { encryptionKeyHash: ZERO_32, keys: [], closed: [] },
    );
    expect((await wraps(one, next)).map(([key]) => key)).to.deep.equal([found[0]?.[0], found[2]?.[0]]);
  });
});

/** The provider's desk, whose own key is lost: a register of a meter, a payment and a letter that were sealed for the lost one. */
async function ownLoss() {
  const bill = await deskWithBill('4.745');
  const { test, resident, portal } = bill;
  const { company, context, me, record } = test;
  const { network, state } = context;
  const device = testDevice();
  record(company, me.address, 'DEVICE_REGISTER', { ...device.json, trustClass: TRUST.gatewaySigned });
  const shape = { resource: 1, unit: 1, exponent: 0, digits: 0, scale: 0, obis: [OBIS] };
  const registration = { ...shape, meterId: METER, owner: resident.address, provider: me.address };
  record(company, resident.address, 'METER_REGISTER', {
    ...registration,
    deviceId: device.deviceId,
    verifiedUntil: 4_000_000_000n,
  });
  const period = periodOfFrame(nowSeconds(), network.timeZone);
  const keys = await device.announce(network, METER, period, [me, company, resident]);
  const frames = device.read(network, period, [{ meterId: METER, obis: OBIS, time: nowSeconds(), value: 77n }]);
  const { readingLedger: ledger } = network.contracts;
  for (const [kind, data] of [
    [KIND.PERIOD_KEYS, keys],
    [KIND.READINGS, frames],
  ] as const) {
    const block = { from: company.address, to: me.address, timestamp: nowSeconds(), kind, subject: METER };
    applyBlock(state, { blockNumber: 1n, logIndex: 0, ledger, digest: ZERO_32, signature: '0x', data, block });
  }
  await payBill(bill, bill.draft.total);
  const since = lose({ ...test, me: company, portal }, me);
  const reading = { ...context, account: since, decryptor: createDecryptor({ account: since, network, state }) };
  const { envelope } = decodeData('PERIOD_KEYS', keys);
  const { keyHash } = envelopeHead(envelope);
  const encryptionKeyHash = toHex(keccak_256(fromHex(since.encryptionKey)));
  const wrap = (wrapped: Uint8Array): BlockData['WRAP_AGAIN'] => ({
    encryptionKeyHash,
    keys: [{ keyHash, wrapped: toHex(wrapped) }],
    closed: [],
  });
  const right = wrap(await wrapContentKey(await contentKeyOf(envelope, company), since.encryptionKey));
  const frame = state.newest.get(channelOf(METER, OBIS)) ?? state.frames.get(channelOf(METER, OBIS))?.[0];
  if (frame === undefined) throw new Error('no frame was kept');
  const read = () => reading.decryptor.frame(frame).then(({ value }) => value);
  return { ...bill, reading, since, company, wrap, right, read };
}

describe('a biller whose own key was lost', () => {
  it('reads what a reader of the envelope wrapped again for it, from then on, and nothing by what others said', async () => {
    const one = await ownLoss();
    const { test, since, right } = one;
    const say = (from: Account, data: BlockData['WRAP_AGAIN']): unknown =>
      test.record(from, test.me.address, 'WRAP_AGAIN', data);
    expect(await refusal(one.read)).to.equal('PERIOD_KEY_MISSING');
    say(newAccount(), right);
    expect(await refusal(one.read)).to.equal('PERIOD_KEY_MISSING');
    say(one.company, one.wrap(await wrapContentKey(new Uint8Array(32), since.encryptionKey)));
    say(one.company, { ...right, encryptionKeyHash: ZERO_32 });
    expect(await refusal(one.read)).to.equal('PERIOD_KEY_MISSING');
    say(one.company, right);
    expect(await one.read()).to.equal(77n);
  });

  it('opens again what stayed closed when something is wrapped for it, and not what opened', async () => {
    const one = await ownLoss();
    const { test, reading, right, company, draft } = one;
    const [payment] = test.context.state.invoices.get(draft.invoiceId)?.payments ?? [];
    if (payment === undefined) throw new Error('there is no payment');
    const before = test.context.decryptor.payment(payment);
    const closed = reading.decryptor.payment(payment);
    expect((await before).amount).to.equal(draft.total);
    expect(await refusal(() => closed)).to.equal('KEY_LOST');
    expect(reading.decryptor.payment(payment)).to.equal(closed);
    test.record(company, test.me.address, 'WRAP_AGAIN', right);
    expect(test.context.decryptor.payment(payment)).to.equal(before);
    expect(reading.decryptor.payment(payment)).to.not.equal(closed);
    expect(await refusal(() => reading.decryptor.payment(payment))).to.equal('KEY_LOST');
  });

  it('wraps for others what it reads by that alone', async () => {
    const one = await ownLoss();
    const { test, resident, reading, right, company } = one;
    lose({ ...test, me: company, portal: one.portal }, resident);
    const said = async () =>
      (await wraps({ ...test, context: reading, old: resident, next: resident, portal: one.portal }, resident)).flatMap(
        ([, { keys }]) => keys.map(({ keyHash }) => keyHash),
      );
    const hash = right.keys[0]?.keyHash;
    expect(await said()).to.not.include(hash);
    test.record(company, test.me.address, 'WRAP_AGAIN', right);
    expect(await said()).to.include(hash);
  });

  it('refuses no payment of a bill that its own loss closed, and says so as an alarm', async () => {
    const { test, reading } = await ownLoss();
    expect(await issueReceipts(reading)).to.deep.equal([]);
    expect(test.alarms).to.deep.include({ kind: 'INVOICE', code: 'KEY_LOST', effect: 'not payable' });
  });
});
