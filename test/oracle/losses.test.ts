import { expect } from 'chai';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { FLAG } from '../../core/domain/ledger/kinds.ts';
import type { RecordedFrame } from './support/recorded-frames.ts';
import { sampleHouse } from '../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../sandbox/meters/write-spool.ts';
import { waitFor } from '../support/wait-for.ts';
import type { World } from '../support/world.ts';
import { world } from '../support/world.ts';
import { PEOPLE } from '../support/world/actors.ts';
import type { Ledger } from '../support/world/ledger-part.ts';
import type { Metering } from '../support/world/metering-part.ts';
import { idOfMeter } from './support/metering.ts';
import { openRecorded, recordedReadings } from './support/recorded-frames.ts';

/** A Moscow midnight ten days ago: recent enough that no frame comes late. */
const START = Math.floor(Date.now() / 86_400_000 - 10) * 86_400 + 75_600;

describe('a house that loses its disks', () => {
  const house = sampleHouse({ flats: 1, unmetered: [], threeZone: [], withoutWater: [] });
  const meter = house.meters[0];
  if (meter === undefined) throw new Error('no meter');
  const channel = channelOf(idOfMeter(meter), obisFromText(meter.obis[0] ?? ''));
  let whole: World;
  let ledger: Ledger;
  let metering: Metering;
  let hours = 0;

  const valueAt = (hour: number): bigint => (meter.start[0] ?? 0n) + BigInt(hour * 100);
  /** Telegrams of the next hours, in a spool file of their own. */
  const feed = (count: number): void => {
    const lines: string[] = [];
    for (let index = 0; index < count; index++, hours++) {
      const hex = toHex(meterTelegram(meter, [valueAt(hours)]));
      lines.push(JSON.stringify({ meter: meter.name, time: START + 3_600 * hours, format: 'mbus', hex }));
    }
    const spool = join(ledger.folder, 'spool');
    mkdirSync(spool, { recursive: true });
    writeFileSync(join(spool, `hours-${String(hours).padStart(6, '0')}.jsonl`), `${lines.join('\n')}\n`);
  };
  const onLedger = async (): Promise<RecordedFrame[]> =>
    (await recordedReadings(ledger)).frames.filter((frame) => frame.channel === channel);
  const recordedUpTo = (hour: number): Promise<RecordedFrame[]> =>
    waitFor(`hour ${hour} recorded`, async () => {
      const frames = await onLedger();
      return Number(frames.at(-1)?.time ?? 0) >= START + 3_600 * hour ? frames : undefined;
    });
  const opened = async (frame: RecordedFrame): Promise<bigint> => {
    const { keys } = await recordedReadings(ledger);
    const { network, company: account } = ledger;
    return (await openRecorded({ network, keys, account, meterId: idOfMeter(meter), frame })).value;
  };

  before(async () => {
    whole = await world({
      ledger: { active: PEOPLE },
      metering: { meters: [meter], gateway: { cadence: 'each' } },
    });
    ({ ledger, metering } = whole);
    await metering.admit([meter], ledger.company);
  });
  after(() => whole[Symbol.asyncDispose]());

  it('sends again, frame by frame, what the collector had stored and lost', async () => {
    feed(5);
    await recordedUpTo(4);
    // The collector takes frames and loses its disk before it has relayed them: its ledger is away.
    await metering.stopOracle();
    await metering.startOracle({ blocksUnderWay: 1, queueUrl: 'http://127.0.0.1:9' });
    feed(6);
    await waitFor('frames stored', async () => {
      const health = JSON.stringify(await (await fetch(`${metering.gateway.url}/health`)).json());
      return /"queuedMessages":0/.test(health) && /"stored":([6-9]|1\d)/.test(health);
    });
    expect(await onLedger()).to.have.length(5);
    await metering.stopOracle();
    const inbox = join(ledger.folder, 'oracle');
    for (const name of readdirSync(inbox)) if (name.startsWith('inbox.sqlite')) rmSync(join(inbox, name));
    await metering.startOracle();
    const frames = await recordedUpTo(10);
    expect(frames.map(({ sequence }) => sequence)).to.deep.equal(Array.from({ length: 11 }, (_, i) => BigInt(i + 1)));
    expect(frames.every(({ flags }) => (flags & FLAG.gap) === 0)).to.equal(true);
  });

  it('closes with a gap frame what a gateway restored from an old copy cannot send again', async () => {
    const data = join(ledger.folder, 'gateway');
    await metering.stopGateway();
    cpSync(data, join(ledger.folder, 'copy'), { recursive: true });
    await metering.startGateway();
    feed(3);
    await recordedUpTo(13);
    await metering.stopGateway();
    rmSync(data, { recursive: true });
    cpSync(join(ledger.folder, 'copy'), data, { recursive: true });
    // Telegrams that come while nobody is there to say where the register stands wait.
    await metering.stopOracle();
    await metering.startGateway();
    feed(2);
    await waitFor('telegrams held', async () =>
      JSON.stringify(await (await fetch(`${metering.gateway.url}/health`)).json()).includes('"HELD"'),
    );
    await metering.startOracle();
    const frames = await recordedUpTo(15);
    const [gap, next] = frames.slice(14);
    if (gap === undefined || next === undefined) throw new Error('no frames behind the gap');
    expect(gap.flags & FLAG.gap).to.equal(FLAG.gap);
    // Numbers that the lost life may have used are left out: key and nonce follow from them.
    expect(gap.sequence > 100_000n).to.equal(true);
    expect(next.sequence).to.equal(gap.sequence + 1n);
    expect(next.flags & FLAG.gap).to.equal(0);
    expect(new Set(frames.map(({ sequence }) => sequence)).size).to.equal(frames.length);
    expect(await opened(gap)).to.equal(valueAt(14));
    expect(await opened(next)).to.equal(valueAt(15));
  });

  it('uses no number twice when an older copy was written over its database', async () => {
    const file = join(ledger.folder, 'gateway', 'gateway.sqlite');
    const before = await onLedger();
    await metering.stopGateway();
    const copy = readFileSync(file);
    await metering.startGateway();
    feed(2);
    const last = hours - 1;
    await recordedUpTo(last);
    await metering.stopGateway();
    // The file stays the same one: nothing in it says that it was set back.
    writeFileSync(file, copy);
    const spool = join(ledger.folder, 'spool');
    for (const name of readdirSync(spool)) rmSync(join(spool, name));
    await metering.stopOracle();
    feed(1);
    await metering.startGateway();
    await waitFor('the telegram taken', async () =>
      /"(waiting|sent)":1/.test(JSON.stringify(await (await fetch(`${metering.gateway.url}/health`)).json())),
    );
    await metering.startOracle();
    const frames = await recordedUpTo(last + 1);
    const health = JSON.stringify(await (await fetch(`${metering.oracle.url}/health`)).json());
    expect(health).not.to.match(/FRAME_CONFLICT|BATCH_REPEATED/);
    expect(frames).to.have.length(before.length + 3);
    const newest = frames.at(-1);
    if (newest === undefined) throw new Error('no frame');
    expect(newest.flags & FLAG.gap).to.equal(FLAG.gap);
    expect(await opened(newest)).to.equal(valueAt(last + 1));
  });

  it('goes on with new period keys when a gateway has nothing left but its device key', async () => {
    const data = join(ledger.folder, 'gateway');
    const before = (await onLedger()).length;
    await metering.stopGateway();
    for (const name of readdirSync(data)) if (name.startsWith('gateway.sqlite')) rmSync(join(data, name));
    rmSync(join(ledger.folder, 'spool'), { recursive: true });
    expect(existsSync(join(data, 'device-key.pem'))).to.equal(true);
    await metering.startGateway();
    feed(2);
    const frames = await recordedUpTo(hours - 1);
    expect(frames).to.have.length(before + 2);
    expect((frames[before]?.flags ?? 0) & FLAG.gap).to.equal(FLAG.gap);
    const first = frames[0];
    const last = frames.at(-1);
    if (first === undefined || last === undefined) throw new Error('no frames');
    expect(await opened(last)).to.equal(valueAt(hours - 1));
    const { keys } = await recordedReadings(ledger);
    const periods = keys.filter((key) => key.meterId === idOfMeter(meter)).map(({ period }) => period);
    expect(periods.length, 'several keys of one period').to.be.greaterThan(new Set(periods).size);
    // What was sealed with the lost key stays readable for those who were sent it.
    expect(await opened(first)).to.equal(valueAt(0));
  });
});
