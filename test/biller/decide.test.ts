import { expect } from 'chai';
import { join } from 'node:path';
import { applyBlock } from '../../biller/apply/apply-block.ts';
import { acknowledgeAppeals } from '../../biller/decide/answer-appeals.ts';
import { decide } from '../../biller/decide/decide.ts';
import { publishRates } from '../../biller/decide/publish-rates.ts';
import { registerMeters } from '../../biller/decide/register-meters.ts';
import { householders, registerPrograms } from '../../biller/decide/register-participants.ts';
import type { HouseMeter } from '../../biller/house-files.ts';
import { emptyState } from '../../biller/state.ts';
import { BILLER_MIGRATIONS, openStore } from '../../biller/store.ts';
import { startOfLocalDate } from '../../core/domain/billing/period.ts';
import { utf8, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { deviceIdOf } from '../../core/domain/crypto/device-signature.ts';
import { canonicalJson, type JsonValue } from '../../core/domain/bytes/canonical-json.ts';
import { openSealed } from '../../core/domain/sealed/sealed-content.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { KIND, ROLE } from '../../core/domain/ledger/kinds.ts';
import { manualDeviceOf } from '../../core/domain/resident/manual-device.ts';
import { migrationsIn, openDatabase } from '../../core/runtime/sqlite.ts';
import { bytes32 } from '../core/domain/billing/bill-sample.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { refusal } from '../support/refusal.ts';
import { newAccount, nowSeconds } from '../support/world/actors.ts';
import { said, testContext, type TestContext } from './support/desk.ts';
import { testDevice } from './support/device.ts';

const SENDER: Hex = `0x${'11'.repeat(20)}`;
const MIDNIGHT = startOfLocalDate('2026-01-01', 'Europe/Moscow');

describe('publishing rates', () => {
  const rates = [
    { resource: 1, zone: 0, rate: '0.007', validFrom: '2026-07-01' },
    { resource: 1, zone: 0, rate: '0.006', validFrom: '2026-01-01' },
  ];
  it('does not repeat what the register holds, and reports what it holds otherwise', () => {
    const { context, record, me, faults } = testContext({ role: 'provider', settings: { rates } });
    record(me, me.address, 'RATE', { resource: 1, zone: 0, mantissa: 6n, exponent: -3, validFrom: MIDNIGHT });
    expect(publishRates(context).map(({ key }) => key)).to.deep.equal([
      `rate:1:0:${startOfLocalDate('2026-07-01', 'Europe/Moscow')}:7e-3`,
    ]);
    record(me, me.address, 'RATE', {
      resource: 1,
      zone: 0,
      mantissa: 1n,
      exponent: -5,
      validFrom: startOfLocalDate('2026-07-01', 'Europe/Moscow'),
    });
    expect(publishRates(context)).to.deep.equal([]);
    expect(faults).to.deep.equal(['RATE_NOT_APPENDED']);
  });
  it('appends one of a resource and zone at a time, the oldest first: the register takes no earlier one after it', () => {
    const other = { resource: 2, zone: 0, rate: '0.00005', validFrom: '2026-07-01' };
    const { context, record, me } = testContext({ role: 'provider', settings: { rates: [...rates, other] } });
    const wanted = (): (string | undefined)[] => publishRates(context).map(({ key }) => key.split(':').at(-1));
    expect(wanted()).to.deep.equal(['6e-3', '5e-5']);
    record(me, me.address, 'RATE', { resource: 1, zone: 0, mantissa: 6n, exponent: -3, validFrom: MIDNIGHT });
    expect(wanted()).to.deep.equal(['7e-3', '5e-5']);
  });
  it('says again what was withdrawn, as another thing to say', () => {
    const later = startOfLocalDate('2999-07-01', 'Europe/Moscow');
    const { context, record, me, faults, messages } = testContext({
      role: 'provider',
      settings: { rates: [...rates, { resource: 1, zone: 0, rate: '0.008', validFrom: '2999-07-01' }] },
    });
    // Carried in the wrong order: the register refuses the others.
    record(me, me.address, 'RATE', { resource: 1, zone: 0, mantissa: 8n, exponent: -3, validFrom: later });
    expect(publishRates(context)).to.deep.equal([]);
    expect(faults).to.deep.equal(['RATE_NOT_APPENDED', 'RATE_NOT_APPENDED']);
    expect(messages.every((said) => said.includes('clerk withdraw-rate'))).to.equal(true);
    record(me, me.address, 'RATE_WITHDRAW', { resource: 1, zone: 0, validFrom: later });
    for (const rate of [
      { mantissa: 6n, exponent: -3, validFrom: MIDNIGHT },
      { mantissa: 7n, exponent: -3, validFrom: startOfLocalDate('2026-07-01', 'Europe/Moscow') },
    ]) {
      expect(publishRates(context).map(({ key }) => key)).to.deep.equal([
        `rate:1:0:${rate.validFrom}:${rate.mantissa}e-3`,
      ]);
      record(me, me.address, 'RATE', { resource: 1, zone: 0, ...rate });
    }
    expect(publishRates(context).map(({ key }) => key)).to.deep.equal([`rate:1:0:${later}:8e-3:1`]);
  });
  it('names no command where the newest rate is in force', () => {
    const { context, record, me, messages } = testContext({ role: 'provider', settings: { rates } });
    record(me, me.address, 'RATE', {
      resource: 1,
      zone: 0,
      mantissa: 1n,
      exponent: -5,
      validFrom: nowSeconds() + 900n,
    });
    publishRates(context);
    expect(messages).to.have.length(2);
    expect(messages.some((said) => said.includes('withdraw'))).to.equal(false);
  });
  it("leaves other issuers' rates and withdrawals alone", () => {
    const { context, record } = testContext({ role: 'provider', settings: { rates } });
    const other = newAccount();
    record(other, other.address, 'RATE', { resource: 1, zone: 0, mantissa: 1n, exponent: -5, validFrom: MIDNIGHT });
    record(other, other.address, 'RATE_WITHDRAW', { resource: 1, zone: 0, validFrom: MIDNIGHT });
    expect([context.state.rates, context.state.withdrawnRates]).to.deep.equal([[], []]);
  });
});

describe('registering', () => {
  it('does nothing but enrol until the biller itself is active', async () => {
    const { context } = testContext({
      role: 'provider',
      settings: { rates: [{ resource: 1, rate: '0.1', validFrom: '2026-01-01' }] },
    });
    const intents = await decide(context, 0n);
    expect(intents).to.have.length(1);
    expect((await said(intents)).get(intents[0]?.key ?? '')?.kind).to.equal(KIND.ENROL);
  });

  it('refuses a program that enrolled with another role than the settings say, and registers the others once', () => {
    const [provider, collector] = [newAccount(), newAccount()];
    const participants = [provider, collector].map(({ address }) => ({ address, role: ROLE.provider }));
    const { context, record, faults, me } = testContext({ role: 'company', settings: { participants } });
    record(provider, me.address, 'ENROL', {
      role: ROLE.provider,
      encryptionKey: provider.encryptionKey,
      envelope: '0x',
    });
    record(collector, me.address, 'ENROL', {
      role: ROLE.collector,
      encryptionKey: collector.encryptionKey,
      envelope: '0x',
    });
    expect(registerPrograms(context).map(({ key }) => key.split(':')[1])).to.deep.equal([provider.address]);
    expect(faults).to.deep.equal(['ROLE_DIFFERS']);
  });
});

describe('registering meters', () => {
  const resident = newAccount();
  const provider = newAccount();
  const meterId = bytes32(0x3e);
  const meter = (over: Partial<HouseMeter> = {}): HouseMeter => ({
    meterId,
    premise: 'flat-01',
    provider: provider.address,
    resource: 1,
    unit: 1,
    exponent: 0,
    digits: 0,
    scale: 0,
    device: 'owner',
    verifiedUntil: '2030-01-01',
    obis: [obisFromText('1-0:1.8.0*255')],
    replaces: undefined,
    ...over,
  });
  const company = (): TestContext => {
    const test = testContext({ role: 'company' });
    test.record(test.me, test.me.address, 'ENROL', {
      role: ROLE.company,
      encryptionKey: test.me.encryptionKey,
      envelope: '0x',
    });
    test.admit(resident, ROLE.subscriber);
    return test;
  };
  const kinds = async (
    test: TestContext,
    meters: HouseMeter[],
    flats = ['flat-01'],
    changedAt = 0n,
  ): Promise<number[]> => {
    const holder = test.context.state.participants.get(resident.address);
    const holders = new Map(holder === undefined ? [] : flats.map((flat) => [flat, holder] as const));
    const intents = registerMeters(test.context, { devices: [], meters, missingDevices: [], changedAt }, holders);
    return [...(await said(intents)).values()].flatMap((message) => (message === undefined ? [] : [message.kind]));
  };

  it('says of which devices the file is not there yet', () => {
    const test = company();
    const house = { devices: [], meters: [], missingDevices: ['gateway'], changedAt: 0n };
    expect(registerMeters(test.context, house, new Map())).to.deep.equal([]);
    expect(test.faults).to.deep.equal(['DEVICE_FILE_MISSING']);
  });

  it('waits for the owner, the provider and the device', async () => {
    const test = company();
    expect(await kinds(test, [meter()])).to.deep.equal([]);
    test.admit(provider, ROLE.provider);
    expect(await kinds(test, [meter()], [])).to.deep.equal([]);
    expect(await kinds(test, [meter({ device: bytes32(5) })])).to.deep.equal([]);
  });

  it("registers a resident's own key, known from the enrolment, as a manual device, and then the meter that it signs for", async () => {
    const test = company();
    test.admit(provider, ROLE.provider);
    const { key } = manualDeviceOf(resident);
    const holders = new Map([['flat-01', test.context.state.participants.get(resident.address) ?? expect.fail()]]);
    const house = { devices: [], meters: [meter({ digits: 8 })], missingDevices: [], changedAt: 0n };
    const [device] = (await said(registerMeters(test.context, house, holders))).values();
    const registration = decodeData('DEVICE_REGISTER', device?.data ?? '0x');
    expect(BigInt(registration.x)).to.equal(key.x);
    expect(registration.trustClass).to.equal(3);
    test.record(test.me, test.me.address, 'DEVICE_REGISTER', registration);
    const [made] = (await said(registerMeters(test.context, house, holders))).values();
    expect(decodeData('METER_REGISTER', made?.data ?? '0x')).to.deep.include({
      meterId,
      owner: resident.address,
      deviceId: deviceIdOf(key),
      digits: 8,
      scale: 0,
    });
  });

  const NEW_METER = bytes32(7);
  /** The company with a general house meter on the ledger, and the successor of it. */
  const withTwoMeters = (): TestContext => {
    const test = company();
    test.admit(provider, ROLE.provider);
    const deviceId = deviceIdOf(manualDeviceOf(test.me).key);
    const verifiedUntil = startOfLocalDate('2030-01-01', 'Europe/Moscow');
    for (const id of [meterId, NEW_METER]) {
      const data = { ...meter(), meterId: id, owner: test.me.address, deviceId, verifiedUntil };
      test.record(test.me, test.me.address, 'METER_REGISTER', data);
    }
    return test;
  };

  it('gives general house meters to the company, transfers and verifies', async () => {
    const test = withTwoMeters();
    expect(await kinds(test, [meter({ premise: 'house' })])).to.deep.equal([]);
    expect(await kinds(test, [meter({ premise: 'house', verifiedUntil: '2031-01-01' })])).to.deep.equal([
      KIND.METER_VERIFY,
    ]);
    expect(await kinds(test, [meter()])).to.deep.equal([KIND.METER_TRANSFER]);
  });

  describe('that take the place of others', () => {
    const removed = nowSeconds() - 3_600n;
    const channel = channelOf(meterId, obisFromText('1-0:1.8.0*255'));
    const successor = (time = removed): HouseMeter =>
      meter({ premise: 'house', meterId: NEW_METER, replaces: { meterId, time } });

    it('waits while the old one has no period close, or only one from before its removal', async () => {
      const test = withTwoMeters();
      expect(await kinds(test, [successor()])).to.deep.equal([]);
      test.context.state.closings.set(channel, removed - 1n);
      expect(await kinds(test, [successor()])).to.deep.equal([]);
      expect(test.faults).to.deep.equal(['REPLACEMENT_WAITS', 'REPLACEMENT_WAITS']);
    });

    it('replaces when the old one was closed at its removal or later', async () => {
      const test = withTwoMeters();
      test.context.state.closings.set(channel, removed);
      expect(await kinds(test, [successor()])).to.deep.equal([KIND.METER_REPLACE]);
      expect(test.faults).to.deep.equal([]);
    });

    it('replaces without a last frame when the grace is over, and says so', async () => {
      const test = withTwoMeters();
      const days = BigInt(test.context.settings.replaceGrace / 1000);
      expect(await kinds(test, [successor(nowSeconds() - days + 600n)])).to.deep.equal([]);
      expect(await kinds(test, [successor(1n)], [], nowSeconds() - days + 600n)).to.deep.equal([]);
      expect(await kinds(test, [successor(nowSeconds() - days)])).to.deep.equal([KIND.METER_REPLACE]);
      expect(test.faults).to.deep.equal(['REPLACEMENT_WAITS', 'REPLACEMENT_WAITS', 'REPLACED_UNCLOSED']);
    });

    it('keeps through a restart when registers were closed, of meters that it does not supply', async () => {
      const test = withTwoMeters();
      const device = testDevice();
      const { network } = test.context;
      await device.announce(network, meterId, 202610, [test.me]);
      const reading = { meterId, obis: obisFromText('1-0:1.8.0*255'), time: removed, value: 1n };
      const data = device.read(network, 202610, [reading, { ...reading, time: removed + 5n, close: true }]);
      const database = openDatabase(':memory:', migrationsIn(BILLER_MIGRATIONS));
      const block = {
        from: provider.address,
        to: test.me.address,
        timestamp: 0n,
        kind: KIND.READINGS,
        subject: ZERO_32,
      };
      const ledger = network.contracts.readingLedger;
      const fact = { blockNumber: 1n, logIndex: 0, ledger, digest: ZERO_32, signature: '0x', data, block } as const;
      openStore(database).append(test.context.state, [fact], { nextBlock: 2n, latestTimestamp: 0n });
      const again = emptyState(test.me.address, test.context.network);
      openStore(database).load(again);
      expect(again.closings).to.deep.equal(new Map([[channel, removed + 5n]]));
      expect(test.context.state.closings).to.deep.equal(again.closings);
      expect(again.frames.size).to.equal(0);
      const others = emptyState(provider.address, test.context.network);
      expect(applyBlock(others, fact).closings).to.deep.equal([]);
    });
  });
});

describe('appeals', () => {
  it('are acknowledged by those whom they are addressed to, once', async () => {
    const { context, record, admit, me, seal } = testContext({ role: 'provider' });
    const resident = newAccount();
    admit(resident, ROLE.subscriber);
    const envelope = await seal(resident, 'APPEAL', utf8(canonicalJson({ text: 'It is cold.' })), [me, resident]);
    const appeal = { category: 1, about: ZERO_32, envelope };
    record(resident, me.address, 'APPEAL', {
      ...appeal,
      addressees: 1,
      provider: '0x0000000000000000000000000000000000000000',
    });
    expect(await acknowledgeAppeals(context)).to.deep.equal([]);
    const appealId = record(resident, me.address, 'APPEAL', { ...appeal, addressees: 5, provider: me.address });
    const [answer] = (await said(await acknowledgeAppeals(context))).values();
    expect(decodeData('APPEAL_ANSWER', answer?.data ?? '0x')).to.deep.include({ appealId, outcome: 2 });
    record(me, resident.address, 'APPEAL_ANSWER', { appealId, outcome: 2, envelope: '0x' }, appealId);
    expect(await acknowledgeAppeals(context)).to.deep.equal([]);
  });

  it('that nobody can read are answered with that, and are an alarm and no fault; readable ones wait for a person where one answers', async () => {
    const settings = { acknowledgeAppeals: false };
    const { context, record, admit, me, seal, faults, alarms } = testContext({ role: 'provider', settings });
    const resident = newAccount();
    admit(resident, ROLE.subscriber);
    const appeal = { category: 1, about: ZERO_32, addressees: 4, provider: me.address };
    const letter = (json: JsonValue, readers = [me, resident], from = resident): Promise<Hex> =>
      seal(from, 'APPEAL', utf8(canonicalJson(json)), readers);
    const letters = [
      ['LETTER_INVALID', await letter({})],
      ['NOT_ADDRESSEE', await letter({ text: 'Hidden from you.' }, [resident])],
      ['ENVELOPE_BROKEN', await letter({ text: 'By somebody else.' }, [me, resident], newAccount())],
      ['ENVELOPE_MALFORMED', '0x01'],
    ] as const;
    for (const [code, envelope] of letters) {
      const appealId = record(resident, me.address, 'APPEAL', { ...appeal, envelope });
      const [answer] = (await said(await acknowledgeAppeals(context))).values();
      const data = decodeData('APPEAL_ANSWER', answer?.data ?? '0x');
      expect(data).to.deep.include({ appealId, outcome: 1 });
      const { network } = context;
      const ledger = network.contracts.readingLedger;
      const carried = { ledger, from: me.address, subject: appealId, envelope: data.envelope };
      const { text } = await openSealed({ network, account: resident, kind: 'APPEAL_ANSWER', carried });
      expect(text).to.contain('cannot be read');
      expect(alarms.splice(0)).to.deep.equal([{ kind: 'APPEAL', code, effect: 'answered as unreadable' }]);
      record(me, resident.address, 'APPEAL_ANSWER', { appealId, outcome: 1, envelope: '0x' }, appealId);
    }
    const readable = await letter({ text: 'It is cold.' });
    record(resident, me.address, 'APPEAL', { ...appeal, envelope: readable });
    expect(await acknowledgeAppeals(context)).to.deep.equal([]);
    expect([faults, alarms]).to.deep.equal([[], []]);
  });
});

describe('an enrolment that cannot be read', () => {
  it('is not registered, and is an alarm and no fault', async () => {
    const { context, record, admit, me, seal, faults, alarms } = testContext({ role: 'company' });
    const resident = newAccount();
    admit(me, ROLE.company);
    const { encryptionKey } = resident;
    record(resident, me.address, 'ENROL', {
      role: ROLE.subscriber,
      encryptionKey,
      envelope: await seal(resident, 'ENROL', utf8('{}'), [me]),
    });
    const encryptionKeyHash = context.state.participants.get(resident.address)?.encryptionKeyHash ?? ZERO_32;
    record(me, resident.address, 'ATTEST', { account: resident.address, encryptionKeyHash });
    expect([...(await householders(context, new Map())).values()]).to.deep.equal([]);
    expect(alarms).to.deep.equal([{ kind: 'ENROL', code: 'ENROLMENT_INVALID', effect: 'not registered' }]);
    expect(faults).to.deep.equal([]);
  });
});

describe("a biller's file of an earlier version", () => {
  it('is filled anew from the first block, because what it lacks was not kept', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'biller.sqlite');
    const earlier = openDatabase(file, migrationsIn(BILLER_MIGRATIONS).slice(0, 1));
    const fact = [1, 0, ZERO_32, SENDER, SENDER, KIND.RATE, ZERO_32, '0x', '0x'];
    earlier.prepare('insert into facts values (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...fact);
    earlier.exec('update cursor set next_block = 9');
    earlier.close();
    const database = openDatabase(file, migrationsIn(BILLER_MIGRATIONS));
    expect(openStore(database).cursor().nextBlock).to.equal(0n);
    expect(database.prepare('select count(*) as n from facts').get()?.['n']).to.equal(0);
    database.close();
  });
});

describe('a recorded block', () => {
  it('with data that no ledger takes is refused, and changes nothing', async () => {
    const { context, me } = testContext({ role: 'company' });
    const block = { from: me.address, to: me.address, timestamp: 0n, kind: KIND.ENROL, subject: ZERO_32 };
    const place = { blockNumber: 1n, logIndex: 0, ledger: context.network.contracts.participants };
    const odd = { ...place, digest: ZERO_32, signature: '0x', data: '0xdead', block } as const;
    const before = structuredClone(context.state);
    expect(await refusal(() => applyBlock(context.state, odd))).to.equal('DATA_MALFORMED');
    const readings = { ...odd, block: { ...block, kind: KIND.READINGS } };
    expect(await refusal(() => applyBlock(context.state, readings))).to.equal('READINGS_MALFORMED');
    expect(context.state).to.deep.equal(before);
  });
});
