import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { billingRegisters } from '../../../oracle/gateway/decoders/billing-register.ts';
import { decodeTelegram } from '../../../oracle/gateway/decoders/decode-telegram.ts';
import { parseTelegramLine } from '../../../oracle/gateway/telegram/telegram-line.ts';
import { pollMbus } from '../../../oracle/gateway/inputs/poll-mbus.ts';
import { startLiveMeters } from '../../../sandbox/meters/live-meters.ts';
import { readConsumptionCsv, syntheticProfile } from '../../../sandbox/meters/profiles.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { meterTelegram, radioGap, writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { refusal } from '../../support/refusal.ts';

const CSV = fileURLToPath(
  new URL('../../../../shared/fixtures/consumption/electricity-kwh-hourly-17-homes.csv', import.meta.url),
);

describe('the sandbox’s meters', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-meters-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('send telegrams that decode to their registers', () => {
    for (const meter of sampleHouse().meters) {
      const decoded = decodeTelegram({ format: 'mbus', bytes: meterTelegram(meter, meter.start) });
      if (!decoded.ok) throw new Error(decoded.message);
      expect(decoded.meter).to.include({ manufacturer: meter.header.manufacturer, id: meter.header.id });
      const found = new Map(billingRegisters(decoded).map(({ obis, value, unit }) => [obis, { ...value, unit }]));
      for (const [index, obis] of meter.obis.entries()) {
        expect(found.get(obis)).to.deep.equal({
          mantissa: meter.start[index],
          exponent: meter.exponent,
          unit: meter.unit,
        });
      }
    }
  });

  it('are those of twelve flats: one without meters, one with three zones, and the general house meters', () => {
    const { meters } = sampleHouse();
    expect(new Set(meters.filter(({ flat }) => flat !== undefined).map(({ flat }) => flat)).size).to.equal(11);
    expect(meters.filter(({ tariffs }) => tariffs.length === 3)).to.have.length(1);
    expect(meters.filter(({ flat }) => flat === undefined)).to.have.length(2);
    expect(new Set(meters.map(({ header }) => header.id)).size).to.equal(meters.length);
  });

  it('hold back for a day what is heard late, and leave nothing out', () => {
    const house = sampleHouse({ flats: 1, unmetered: [], threeZone: [], withoutWater: [] });
    const plain = writeSpool({ house, period: 202610, spoolDir: join(folder, 'in-time') });
    const late = writeSpool({ house, period: 202610, spoolDir: join(folder, 'late'), late: radioGap });
    const linesOf = (name: string, day: number): string[] =>
      readFileSync(join(folder, name, `house-2026-10-${String(day).padStart(2, '0')}.jsonl`), 'utf8')
        .trim()
        .split('\n');
    const [third, fourth] = [linesOf('in-time', 3), linesOf('in-time', 4)];
    const isHeld = (line: string): boolean => !linesOf('late', 3).includes(line);
    expect(third.filter(isHeld)).to.have.length(2);
    expect(linesOf('late', 4)).to.deep.equal([...third.filter(isHeld), ...fourth]);
    expect(late).to.deep.equal(plain);
  });

  it('write the same month at every run, hour by hour, and go on where it ended', () => {
    const house = sampleHouse({ flats: 3, unmetered: [3], threeZone: [2], withoutWater: [] });
    const once = writeSpool({ house, period: 202610, spoolDir: join(folder, 'a') });
    writeSpool({ house, period: 202610, spoolDir: join(folder, 'b') });
    const files = readdirSync(join(folder, 'a'));
    expect(files).to.have.length(31);
    for (const file of files)
      expect(readFileSync(join(folder, 'a', file), 'utf8')).to.equal(readFileSync(join(folder, 'b', file), 'utf8'));
    expect(once.telegrams).to.equal((31 * 24 + 1) * house.meters.length);
    const lines = readFileSync(join(folder, 'a', files[0] ?? ''), 'utf8')
      .trim()
      .split('\n');
    expect(lines.every((line) => parseTelegramLine(line).ok)).to.equal(true);

    const next = writeSpool({
      house,
      period: 202611,
      spoolDir: join(folder, 'a'),
      registers: once.registers,
      firstHour: once.nextHour,
    });
    expect(next.telegrams).to.equal(30 * 24 * house.meters.length);
    for (const meter of house.meters) {
      const [before, after] = [once.registers.get(meter.name) ?? [], next.registers.get(meter.name) ?? []];
      expect(after.every((value, index) => value >= (before[index] ?? 0n))).to.equal(true);
    }
  });

  it('of the house see what all flats use, and what is lost', () => {
    const house = sampleHouse({ flats: 3, unmetered: [3], threeZone: [], withoutWater: [] });
    const { registers } = writeSpool({ house, period: 202610, spoolDir: folder });
    let used = 0n;
    let hours = 0n;
    for (let hour = 0; hour < 31 * 24; hour++, hours++) {
      let sum = 0n;
      for (let flat = 0; flat < 3; flat++) sum += syntheticProfile(flat, hour);
      used += sum + (sum * 3n) / 100n + 40n;
    }
    const meter = house.meters.find(({ name }) => name === 'house-electricity');
    expect((registers.get('house-electricity')?.[0] ?? 0n) - (meter?.start[0] ?? 0n)).to.equal(used);
  });

  it('answer on the bus, rise with time, and are silent for foreign addresses', async () => {
    const house = sampleHouse();
    let now = 1_000_000;
    await using live = await startLiveMeters({ house, port: 0, since: 1_000_000, secondsPerUnit: 2n, now: () => now });
    const read = async (address: number): Promise<bigint | undefined> => {
      const bytes = await pollMbus({
        place: { host: live.host, port: live.port },
        address,
        timeoutMs: 2_000,
        signal: new AbortController().signal,
      });
      const decoded = decodeTelegram({ format: 'mbus', bytes });
      return decoded.ok ? billingRegisters(decoded)[0]?.value.mantissa : undefined;
    };
    const start = house.meters[0]?.start[0];
    expect(await read(1)).to.equal(start);
    now += 20_000;
    expect(await read(1)).to.equal((start ?? 0n) + 10n);
    const signal = new AbortController().signal;
    expect(
      await refusal(() =>
        pollMbus({ place: { host: live.host, port: live.port }, address: 200, timeoutMs: 100, signal }),
      ),
    ).to.equal('MBUS_SILENT');
    const gone = live.port;
    await live[Symbol.asyncDispose]();
    expect(
      await refusal(() => pollMbus({ place: { host: '127.0.0.1', port: gone }, address: 1, timeoutMs: 500, signal })),
    ).to.equal('MBUS_UNREACHABLE');
  });
});

describe('readConsumptionCsv', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-csv-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const table = (text: string): string => {
    const file = join(folder, 'table.csv');
    writeFileSync(file, text);
    return file;
  };

  it('refuses cells that are no plain decimals, and short rows', () => {
    for (const row of ['0,-1,2', '0,1e3,2', '0,1.23456,2', '0,,2', '0,1']) {
      expect(() => readConsumptionCsv(table(`hour,home_1,home_2\n${row}\n`)), row)
        .to.throw()
        .with.property('code', 'PROFILE_MALFORMED');
    }
  });

  it('carries what is below one Wh into the next hour', () => {
    const profile = readConsumptionCsv(table('hour,home_1\n0,0.0009\n1,0.0009\n2,1.0003\n'));
    expect([0, 1, 2].map((hour) => profile(0, hour))).to.deep.equal([0n, 1n, 1_001n]);
  });

  it('adds up to the real table to the last Wh', function () {
    if (!existsSync(CSV)) {
      console.log('skipped: ../shared/fixtures/consumption is absent');
      this.skip();
    }
    const profile = readConsumptionCsv(CSV);
    expect([profile.homes, profile.hours]).to.deep.equal([17, 8_760]);
    const rows = readFileSync(CSV, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    for (let home = 0; home < 17; home++) {
      const tenths = rows.reduce((sum, row) => sum + BigInt((row[home + 1] ?? '').replace('.', '')), 0n);
      let total = 0n;
      for (let hour = 0; hour < 8_760; hour++) total += profile(home, hour);
      expect(total).to.equal(tenths / 10n);
    }
  });
});
