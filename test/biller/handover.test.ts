import { expect } from 'chai';
import { applyBlock } from '../../biller/apply/apply-block.ts';
import { makeCorrection } from '../../biller/decide/hand-over-meter.ts';
import { registerMeters } from '../../biller/decide/register-meters.ts';
import { planRegisters } from '../../biller/plan-registers.ts';
import { emptyState } from '../../biller/state.ts';
import { BILLER_MIGRATIONS, openStore } from '../../biller/store.ts';
import type { HouseMeter } from '../../biller/house-files.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { fromHex } from '../../core/domain/bytes/hex.ts';
import { periodOfFrame } from '../../core/domain/billing/period.ts';
import { decodeData, type BlockData } from '../../core/domain/ledger/block-data.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { KIND, ROLE, TRUST } from '../../core/domain/ledger/kinds.ts';
import { MEASURED_WITHIN, PROPOSAL_LIFE } from '../../core/domain/limits.ts';
import { actHashOf } from '../../core/domain/ownership/both-hands.ts';
import { tenuresOf } from '../../core/domain/ownership/handovers.ts';
import { decodeFrame } from '../../core/domain/reading/frame.ts';
import { readSealed } from '../../core/domain/sealed/sealed-content.ts';
import { migrationsIn, openDatabase } from '../../core/runtime/sqlite.ts';
import { bytes32, meteredTerms } from '../core/domain/billing/bill-sample.ts';
import { refusal } from '../support/refusal.ts';
import { keyHash, newAccount, nowSeconds } from '../support/world/actors.ts';
import { said, testContext, type TestContext } from './support/desk.ts';
import { testDevice, type TestDevice } from './support/device.ts';

const METER = bytes32(0x4e);
const OBIS = obisFromText('1-0:1.8.0*255');
const CHANNEL = channelOf(METER, OBIS);
const DAY = 86_400n;
const RATE = { zone: 0, mantissa: 7n, exponent: 0, validFrom: 0n };

/** The company with a meter of the old owner, which was read at these ages (seconds); the flat has a new subscriber. */
async function moved(ages: readonly bigint[], trustClass: number = TRUST.gatewaySigned) {
  const test = testContext({ role: 'company' });
  const { me, context, record } = test;
  const { network, state } = context;
  const [old, next] = [newAccount(), newAccount()];
  record(me, me.address, 'ENROL', { role: ROLE.company, encryptionKey: me.encryptionKey, envelope: '0x' });
  for (const one of [old, next]) test.admit(one, ROLE.subscriber);
  const device = testDevice();
  record(me, me.address, 'DEVICE_REGISTER', { ...device.json, trustClass });
  const entry = {
    meterId: METER,
    provider: me.address,
    resource: 1,
    unit: 1,
    exponent: 0,
    digits: 0,
    scale: 0,
    obis: [OBIS],
  };
  const verifiedUntil = 4_000_000_000n;
  const registration = { ...entry, owner: old.address, deviceId: device.deviceId, verifiedUntil };
  const now = nowSeconds();
  const house: HouseMeter = {
    ...entry,
    premise: 'flat-01',
    device: device.deviceId,
    verifiedUntil: '2030-01-01',
    replaces: undefined,
  };
  const give = async (times: readonly bigint[], close = false): Promise<void> => {
    for (const [index, time] of times.entries())
      await readAt(test, device, { time, value: 100n * BigInt(index + 1), close });
  };
  if (trustClass === TRUST.gatewaySigned) {
    record(me, old.address, 'METER_REGISTER', registration);
    await give(ages.map((age) => now - age));
  }
  const holder = state.participants.get(trustClass === TRUST.gatewaySigned ? next.address : old.address);
  if (holder === undefined) throw new Error('nobody moved in');
  const decide = async () =>
    [
      ...(await said(
        registerMeters(
          context,
          { devices: [], meters: [house], missingDevices: [], changedAt: 0n },
          new Map([['flat-01', holder]]),
        ),
      )),
    ].flatMap(([key, message]) => (message === undefined ? [] : [{ key, message }]));
  const portal: Account = { ...newAccount(), address: network.portal };
  return { ...test, old, next, device, decide, now, portal, give };
}

async function readAt(
  test: TestContext,
  device: TestDevice,
  reading: { time: bigint; value: bigint; close: boolean },
): Promise<void> {
  const { context, me } = test;
  const { network } = context;
  const period = periodOfFrame(reading.time, network.timeZone);
  const keys = await device.announce(network, METER, period, [me]);
  const frames = device.read(network, period, [{ meterId: METER, obis: OBIS, ...reading }]);
  const fact = { blockNumber: 1n, logIndex: 0, ledger: network.contracts.readingLedger, digest: ZERO_32 } as const;
  for (const [kind, data] of [
    [KIND.PERIOD_KEYS, keys],
    [KIND.READINGS, frames],
  ] as const) {
    const block = { from: me.address, to: me.address, timestamp: 0n, kind, subject: ZERO_32 };
    applyBlock(context.state, { ...fact, signature: '0x', data, block });
  }
}

/** One hand's half, as if a ledger had recorded it. */
function sayHalf(test: TestContext, from: Hex, data: Hex, timestamp = nowSeconds()): void {
  const { context } = test;
  const block = { from, to: from, timestamp, kind: KIND.METER_TRANSFER, subject: METER };
  const { meters } = context.network.contracts;
  const place = { blockNumber: 1n, logIndex: 0, ledger: meters, digest: ZERO_32, signature: '0x' } as const;
  applyBlock(context.state, { ...place, data, block });
}

function handoverOf(message: { data: Hex } | undefined): BlockData['METER_TRANSFER'] {
  return decodeData('METER_TRANSFER', message?.data ?? '0x');
}

describe('a meter of a flat with a new subscriber', () => {
  it('is handed over behind its last frame, which both owners are told, and nobody else', async () => {
    const house = await moved([3n * DAY, 3_600n]);
    const [{ message } = { message: undefined }] = await house.decide();
    const data = handoverOf(message);
    expect([data.owner, data.estimated]).to.deep.equal([house.next.address, false]);
    expect(data.closings.map((frame) => decodeFrame(fromHex(frame)).sequence)).to.deep.equal([2n]);
    const { network } = house.context;
    const carried = {
      ledger: network.contracts.meters,
      from: house.me.address,
      subject: METER,
      envelope: data.envelope,
    };
    const read = (account: Account) => readSealed({ network, account, kind: 'METER_TRANSFER', carried });
    const opening = house.device.openings[1];
    const registers = [{ obis: OBIS, value: opening?.value, blinding: opening?.blinding }];
    for (const account of [house.old, house.next, house.me])
      expect(await read(account)).to.deep.equal({ state: 'opened', content: { registers } });
    expect((await read(newAccount())).state).to.equal('closed');
  });

  it('waits for a gateway that is silent for more than two days, and is estimated when the grace is over', async () => {
    const late = await moved([MEASURED_WITHIN + 60n]);
    expect(await late.decide()).to.deep.equal([]);
    expect(late.faults).to.deep.equal(['HANDOVER_WAITS']);
    const grace = BigInt(late.context.settings.replaceGrace / 1000);
    const silent = await moved([MEASURED_WITHIN + grace + 60n]);
    const [{ message } = { message: undefined }] = await silent.decide();
    expect(handoverOf(message).estimated).to.equal(true);
    expect(silent.faults).to.deep.equal([]);
  });

  it('is proposed once a day, and not again for thirty days when the portal refused', async () => {
    const house = await moved([60n]);
    const [first] = await house.decide();
    const [again] = await house.decide();
    expect(first?.key).to.equal(again?.key);
    sayHalf(house, house.me.address, first?.message.data ?? '0x');
    const [actHash] = house.context.state.proposals.keys();
    if (actHash === undefined) throw new Error('nothing is proposed');
    const block = { from: house.portal.address, to: house.me.address, kind: KIND.ACT_WITHDRAW, subject: ZERO_32 };
    const refuse = (timestamp: bigint): void => {
      house.context.state.openTransfers.set(METER, {
        actHash,
        owner: house.next.address,
        by: house.me.address,
        until: 0n,
      });
      applyBlock(house.context.state, {
        ...{ blockNumber: 1n, logIndex: 0, ledger: house.context.network.contracts.meters, digest: ZERO_32 },
        signature: '0x',
        data: actHash,
        block: { ...block, timestamp },
      });
    };
    refuse(house.now);
    expect(await house.decide()).to.deep.equal([]);
    expect(house.faults).to.deep.equal(['HANDOVER_REFUSED']);
    refuse(house.now - PROPOSAL_LIFE - 5n);
    expect(await house.decide()).to.have.length(1);
  });

  it('is the new owner’s once the other hand has said it, in time; its last frame is kept for bills, through a restart too', async () => {
    const house = await moved([3n * DAY, 60n]);
    const { state, network } = house.context;
    const [{ message } = { message: undefined }] = await house.decide();
    const data = message?.data ?? '0x';
    sayHalf(house, house.me.address, data, house.now);
    sayHalf(house, house.portal.address, data, house.now + PROPOSAL_LIFE + 1n);
    expect(state.meters.get(METER)?.owner).to.equal(house.old.address);
    expect(state.frames.get(CHANNEL)?.map(({ sequence }) => sequence)).to.deep.equal([1n]);
    sayHalf(house, house.me.address, data, house.now + PROPOSAL_LIFE + 2n);
    const meter = state.meters.get(METER);
    expect(meter?.owner).to.equal(house.next.address);
    expect(state.frames.get(CHANNEL)?.map(({ sequence }) => sequence)).to.deep.equal([1n, 2n]);
    expect(meter && tenuresOf(meter, CHANNEL)).to.deep.equal([
      { owner: house.old.address, first: 0n, last: 2n },
      { owner: house.next.address, first: 2n, last: undefined },
    ]);
    const database = openDatabase(':memory:', migrationsIn(BILLER_MIGRATIONS));
    const { frames, newest } = state;
    const again = emptyState(house.me.address, network);
    openStore(database).load(again);
    expect(again.newest.size).to.equal(0);
    expect([frames.get(CHANNEL)?.at(-1)]).to.deep.equal([newest.get(CHANNEL)]);
  });

  describe('by an estimate', () => {
    /** Handed over behind a register of twenty days ago. */
    async function guessed() {
      const house = await moved([30n * DAY, 20n * DAY]);
      const [{ message } = { message: undefined }] = await house.decide();
      expect(handoverOf(message).estimated).to.equal(true);
      const byBoth = (data: Hex | undefined): void => {
        for (const hand of [house.me.address, house.portal.address]) sayHalf(house, hand, data ?? '0x');
      };
      byBoth(message?.data);
      const refused = (meterId: Hex = METER) => refusal(() => makeCorrection(house.context, meterId));
      return { ...house, byBoth, refused };
    }

    it('is not put right for an unknown meter, by a provider, behind an old register, nor where it was measured', async () => {
      const house = await guessed();
      expect(await house.refused(bytes32(1))).to.equal('METER_UNKNOWN');
      expect(await house.refused()).to.equal('METER_UNREAD');
      await house.give([house.now]);
      const provider = testContext({ role: 'provider' });
      expect(await refusal(() => makeCorrection(provider.context, METER))).to.equal('NOT_THE_COMPANY');
      house.byBoth((await makeCorrection(house.context, METER)).data);
      expect(await house.refused()).to.equal('HANDOVER_MEASURED');
      const first = await moved([60n]);
      expect(await refusal(() => makeCorrection(first.context, METER))).to.equal('HANDOVER_MEASURED');
    });

    it('is put right with the present owner’s name, told to both owners; each is billed to and from the register that was read', async () => {
      const house = await guessed();
      await house.give([house.now - 3_600n], true);
      await house.give([house.now]);
      const { state, network } = house.context;
      const lines = (subscriber: Account): [bigint, bigint][] | undefined =>
        planRegisters({
          state,
          terms: { ...meteredTerms({ zones: '1' }), meterIds: [METER], subscriber: subscriber.address },
          period: periodOfFrame(house.now, network.timeZone),
          timeZone: network.timeZone,
        })?.map(({ open, close }) => [open.sequence, close.sequence]);
      house.record(house.me, house.me.address, 'RATE', { ...RATE, resource: 1 });
      expect(lines(house.old)).to.deep.equal([[1n, 2n]]);
      const right = await makeCorrection(house.context, METER);
      const data = handoverOf(right);
      expect(data).to.include({ owner: house.next.address, estimated: false });
      expect(decodeFrame(fromHex(data.closings[0] ?? '0x')).sequence).to.equal(4n);
      const ledger = network.contracts.meters;
      const carried = { ledger, from: house.me.address, subject: METER, envelope: data.envelope };
      for (const account of [house.old, house.next])
        expect((await readSealed({ network, account, kind: 'METER_TRANSFER', carried })).state).to.equal('opened');
      house.byBoth(right.data);
      const after = state.meters.get(METER);
      expect(after && tenuresOf(after, CHANNEL).map(({ owner, last }) => [owner, last])).to.deep.equal([
        [house.old.address, 4n],
        [house.next.address, undefined],
      ]);
      expect(lines(house.old)).to.deep.equal([[1n, 4n]]);
      state.billedThrough.set(CHANNEL, 2n);
      expect(lines(house.old)).to.deep.equal([[2n, 4n]]);
      const changed = { ...RATE, resource: 1, mantissa: 8n, validFrom: house.now - 4_000n };
      house.record(house.me, house.me.address, 'RATE', changed);
      expect(lines(house.old), 'no line begins or ends at what was read in between').to.deep.equal([[2n, 4n]]);
      state.billedThrough.set(CHANNEL, 4n);
      await house.give([house.now + 1n], true);
      expect([lines(house.old), lines(house.next)]).to.deep.equal([undefined, [[4n, 5n]]]);
    });
  });

  it('that signs by itself is registered by both hands, and asked for again only when the proposal has ended', async () => {
    const house = await moved([], TRUST.meterSigned);
    const [first] = await house.decide();
    const data = decodeData('METER_REGISTER', first?.message.data ?? '0x');
    house.record(house.me, house.old.address, 'METER_REGISTER', data);
    expect(house.context.state.meters.has(METER)).to.equal(false);
    expect(await house.decide()).to.deep.equal([]);
    const [[actHash, open] = []] = house.context.state.proposals;
    if (actHash === undefined || open === undefined) throw new Error('nothing is proposed');
    expect(actHash).to.equal(
      actHashOf({ kind: KIND.METER_REGISTER, dataHash: keyHash({ encryptionKey: first?.message.data ?? '0x' }) }),
    );
    house.context.state.proposals.set(actHash, { ...open, until: house.now - 1n });
    expect(await house.decide()).to.have.length(1);
  });
});
