import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';
import { FLAG, KIND, ROLE } from '../../core/domain/ledger/kinds.ts';
import type { FrameContent } from '../../core/domain/reading/open-frame.ts';
import type { RecordedFrame } from './support/recorded-frames.ts';
import type { CarriedPeriodKey } from '../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../core/domain/sealed/sealed-content.ts';
import { loadOrCreateAccount } from '../../core/runtime/keystore.ts';
import { readMeterRegister } from '../../oracle/gateway/meters/meter-register.ts';
import { waitLanded } from '../../oracle/gateway/recovery/wait-landed.ts';
import type { Gateway } from '../../oracle/gateway/start-gateway.ts';
import { startGateway } from '../../oracle/gateway/start-gateway.ts';
import { sendTelegram } from '../../oracle/gateway/telegram/send-telegram.ts';
import type { Oracle } from '../../oracle/main.ts';
import { startOracle } from '../../oracle/main.ts';
import { startLiveMeters } from '../../sandbox/meters/live-meters.ts';
import type { SimulatedMeter } from '../../sandbox/meters/sample-house.ts';
import { sampleHouse } from '../../sandbox/meters/sample-house.ts';
import type { WrittenSpool } from '../../sandbox/meters/write-spool.ts';
import { meterTelegram, writeSpool } from '../../sandbox/meters/write-spool.ts';
import { refusal } from '../support/refusal.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { newAccount, PEOPLE } from '../support/world/actors.ts';
import type { Ledger } from '../support/world/ledger-part.ts';
import { admitCollector } from '../support/world/metering-part.ts';
import {
  gatewaySettingsOf,
  idOfMeter,
  oracleSettingsOf,
  registerDevice,
  registerMeter,
  writeMetersFile,
} from './support/metering.ts';
import type { RecordedReadings } from './support/recorded-frames.ts';
import { framesByChannel, openRecorded, recordedReadings } from './support/recorded-frames.ts';

/** The beginning of the month, in Moscow, in unix milliseconds. */
const OCTOBER = 1_790_802_000_000;

describe('a month of telegrams through gateway, oracle and ledger', () => {
  const house = sampleHouse({ flats: 4, unmetered: [4], threeZone: [2], withoutWater: [3] });
  const resources = new AsyncDisposableStack();
  const stop = new AbortController();
  let ledger: Ledger;
  let oracle: Oracle;
  let gateway: Gateway;
  let deviceId: Hex;
  let spool: WrittenSpool;
  let recorded: RecordedReadings;

  const find = (name: string): SimulatedMeter => {
    const meter = house.meters.find((one) => one.name === name);
    if (meter === undefined) throw new Error(`no meter ${name}`);
    return meter;
  };
  const channels = (meter: SimulatedMeter): Hex[] =>
    meter.obis.map((obis) => channelOf(idOfMeter(meter), obisFromText(obis)));
  const sequenceOf = async (channel: Hex): Promise<bigint> =>
    BigInt((await ledger.client.read.channelState(channel))?.sequence ?? 0);
  const open = (meter: SimulatedMeter, frame: RecordedFrame, account: Account): Promise<FrameContent> =>
    openRecorded({ network: ledger.network, keys: recorded.keys, account, meterId: idOfMeter(meter), frame });

  before(async () => {
    ({ ledger } = resources.use(await world({ ledger: { active: PEOPLE } })));
    const live = resources.use(await startLiveMeters({ house, port: 0, secondsPerUnit: 1n, since: OCTOBER }));
    const metersFile = join(ledger.folder, 'meters.json');
    writeMetersFile(metersFile, house.meters);
    const entries: unknown = JSON.parse(readFileSync(metersFile, 'utf8'));
    if (!Array.isArray(entries)) throw new Error('no list');
    // Two meters are polled over TCP on request; one of those sends every reading at once.
    const more: Record<string, object> = {
      'flat-1-electricity': { poll: { host: '127.0.0.1', port: live.port, address: 1 } },
      'house-cold-water': { cadence: 'each' },
    };
    const patched = entries.map((entry: unknown) => {
      if (typeof entry !== 'object' || entry === null || !('name' in entry)) throw new Error('no entry');
      return { ...entry, ...more[String(entry.name)] };
    });
    writeFileSync(metersFile, JSON.stringify(patched));
    oracle = resources.use(await startOracle(oracleSettingsOf(ledger), stop.signal));
    gateway = resources.use(
      await startGateway(gatewaySettingsOf(ledger, oracle.mqttPort, { pollInterval: '2d' }), stop.signal),
    );
  });
  after(async () => {
    stop.abort();
    await resources.disposeAsync();
  });

  it('keeps frames at the gateway while the device and its meters are not registered', async () => {
    spool = writeSpool({
      house: { ...house, meters: house.meters.filter(({ name }) => name !== 'house-cold-water') },
      period: 202610,
      spoolDir: join(ledger.folder, 'spool'),
    });
    await waitFor('telegrams taken', async () => {
      const health: unknown = await (await fetch(`${gateway.url}/health`)).json();
      return (
        JSON.stringify(health).includes(`"FRAMED"`) && readdirSync(join(ledger.folder, 'spool')).length === spool.files
      );
    });
    const collector = await waitFor('collector enrolled', () => ledger.client.read.participant(oracle.address));
    expect(collector.role).to.equal(ROLE.collector);
    expect((await recordedReadings(ledger)).frames).to.deep.equal([]);
  });

  it('records every frame of every registered meter in order once the registers say so', async () => {
    await admitCollector(ledger, oracle.address);
    deviceId = await registerDevice(ledger, join(ledger.folder, 'gateway'));
    for (const meter of house.meters)
      await registerMeter(
        ledger,
        meter,
        deviceId,
        meter.name === 'flat-3-electricity' ? { verifiedUntil: 1_791_000_000n } : {},
      );
    const good = house.meters.filter(({ name }) => name !== 'flat-3-electricity' && name !== 'house-cold-water');
    await waitFor('frames recorded', async () => {
      const states = await Promise.all(good.flatMap(channels).map(sequenceOf));
      return states.every((sequence) => sequence >= 32n);
    });
    recorded = await recordedReadings(ledger);
    const byChannel = framesByChannel(recorded.frames);
    for (const meter of good) {
      for (const [index, channel] of channels(meter).entries()) {
        const frames = byChannel.get(channel) ?? [];
        const last = frames[31];
        if (last === undefined) throw new Error('no closing frame');
        // October lies further back than frames may without the gap flag, sooner or later.
        expect(last.flags & ~FLAG.gap).to.equal(FLAG.dayPacket | FLAG.periodClose);
        expect(frames.filter(({ flags }) => (flags & FLAG.periodClose) !== 0).length).to.be.at.most(2);
        const opened = await open(meter, last, meter.flat === undefined ? ledger.company : ledger.owner);
        expect(opened.value).to.equal(spool.registers.get(meter.name)?.[index]);
      }
    }
  });

  it('stops only the channel of the meter whose verification ended, and resumes when it is verified', async () => {
    const meter = find('flat-3-electricity');
    const [channel = '0x'] = channels(meter);
    expect((await sequenceOf(channel)) < 10n).to.equal(true);
    const health: unknown = await (await fetch(`${oracle.url}/health`)).json();
    expect(JSON.stringify(health)).to.contain('METER_VERIFICATION_EXPIRED');
    await ledger.record(
      ledger.company,
      'meters',
      'METER_VERIFY',
      { meterId: idOfMeter(meter), verifiedUntil: 4_000_000_000n },
      idOfMeter(meter),
    );
    await waitFor('the rest recorded', async () => (await sequenceOf(channel)) === 32n);
  });

  it('opens for owner, provider, company and portal, and for nobody else, least of all the collector', async () => {
    const meter = find('flat-1-cold-water');
    const frame = recorded.frames.find(({ channel }) => channel === channels(meter)[0]);
    if (frame === undefined) throw new Error('no frame');
    for (const account of [ledger.owner, ledger.provider, ledger.company, ledger.portal]) {
      expect((await open(meter, frame, account)).value).to.equal(meter.start[0]);
    }
    const folder = join(ledger.folder, 'oracle');
    const collector = await loadOrCreateAccount({
      file: join(folder, 'keystore.json'),
      passwordFile: join(folder, 'keystore.password'),
    });
    expect(collector.address).to.equal(oracle.address);
    expect(await refusal(() => open(meter, frame, collector))).to.equal('PERIOD_KEY_MISSING');
    expect(await refusal(() => open(meter, frame, newAccount()))).to.equal('PERIOD_KEY_MISSING');
    expect(recorded.keys.length).to.be.greaterThan(0);
    const { network } = ledger;
    const keyOf = (carried: CarriedPeriodKey, account: Account): Promise<Uint8Array> =>
      openSealed({ network, account, kind: 'PERIOD_KEYS', carried });
    for (const carried of recorded.keys)
      expect(await refusal(() => keyOf(carried, collector))).to.equal('NOT_ADDRESSEE');
    const announced = recorded.keys.find(({ meterId }) => meterId === idOfMeter(meter));
    if (announced === undefined) throw new Error('no period key announced');
    const key = Buffer.from(await keyOf(announced, ledger.owner));
    for (const file of readdirSync(folder).filter((name) => existsSync(join(folder, name)))) {
      const content = readFileSync(join(folder, file));
      expect(content.includes(key), `${file} holds a period key`).to.equal(false);
      expect(content.includes(key.toString('hex')), `${file} holds a period key in hex`).to.equal(false);
    }
  });

  it('answers a request by polling the meter, with the request as subject', async () => {
    const meter = find('flat-1-electricity');
    const dueDate = BigInt(Math.floor(Date.now() / 1000)) + 3_600n;
    const data = encodeData('READING_REQUEST', { meterId: idOfMeter(meter), manual: false, dueDate });
    const requestId = await ledger.say({
      from: ledger.provider,
      ledger: 'readingLedger',
      to: ledger.owner.address,
      kind: KIND.READING_REQUEST,
      data,
    });
    await waitFor(
      'request answered',
      async () => (await ledger.client.read.readingRequest(requestId))?.answered === true,
    );
    recorded = await recordedReadings(ledger);
    const frame = recorded.frames.find(({ subject }) => subject === requestId);
    if (frame === undefined) throw new Error('no answer');
    expect(Number(frame.time)).to.be.closeTo(Date.now() / 1000, 120);
    expect((await open(meter, frame, ledger.provider)).value > (spool.registers.get(meter.name)?.[0] ?? 0n)).to.equal(
      true,
    );
  });

  it('leads a sent telegram to its place on the ledger', async () => {
    const meter = find('house-cold-water');
    const file = join(ledger.folder, 'telegram.hex');
    const { metersFile, spoolDir, dataDir } = gatewaySettingsOf(ledger, oracle.mqttPort);
    const meters = readMeterRegister(metersFile);
    const fromBlock = await ledger.client.head();
    writeFileSync(file, `${Buffer.from(meterTelegram(meter, meter.start)).toString('hex').replace(/(..)/g, '$1 ')}\n`);
    const { reference } = sendTelegram({ spoolDir: spoolDir ?? '', meters, format: 'mbus', file, meter: meter.name });
    const landed = await waitLanded({
      gatewayDataDir: dataDir,
      reference,
      client: ledger.client,
      fromBlock,
      signal: AbortSignal.timeout(40_000),
    });
    expect(landed.code).to.equal('FRAMED');
    expect(landed.frames).to.have.length(1);
    expect(landed.frames[0]).to.include({ channel: channels(meter)[0], sequence: 1n });
    expect((landed.frames[0]?.blockNumber ?? 0n) > fromBlock).to.equal(true);

    const send = (format: string, name: string): Promise<string> =>
      refusal(() => sendTelegram({ spoolDir: spoolDir ?? '', meters, format, file, meter: name }));
    expect(await send('mbus', 'flat-1-cold-water')).to.equal('METER_MISMATCH');
    expect(await send('mbus', 'nobody')).to.equal('METER_UNKNOWN');
    expect(await send('morse', meter.name)).to.equal('FORMAT_UNKNOWN');
    writeFileSync(file, '68 03 03 68 08 01');
    expect(await send('mbus', meter.name)).not.to.equal('');
  });

  it('shows its state without readings', async () => {
    for (const url of [gateway.url, oracle.url]) {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).to.match(/domledger_(gateway|oracle)_frames\{state="(stored|recorded)"\} \d+/);
      expect((await fetch(`${url}/nothing`)).status).to.equal(404);
    }
  });
});
