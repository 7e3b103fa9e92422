import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { mod } from '../../../core/domain/crypto/commitment.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { installGateway } from '../bench-gateway.ts';
import { startBenchHouse, type BenchHouse } from '../bench-house.ts';
import { allRecords, gasOf } from '../chain-records.ts';
import { metricAt } from '../metric-at.ts';
import { startBenchCollector, type BenchCollector } from '../oracle/start-collector.ts';
import { round } from '../round.ts';
import { checkContent, checkLedger, type Sent } from './check-ledger.ts';
import { closedBytes } from './closed-bytes.ts';
import { cityFigures, type Cost } from './city-figures.ts';
import { cityHouse, type CityHouse } from './day-packets.ts';

export type CityOptions = { meters?: number; hours?: number; speed?: string };

/** A message holds no more frames, nor does a gateway of a house read more meters. */
const METERS_A_HOUSE = 200;
/** More than these are not played but reckoned: registers of meters are state, which the embedded engine keeps in memory. */
const MOST_PLAYED = 20_000;
/** Older packets have to say that they come late. */
const MOST_HOURS = 30 * 24;
const AT_ONCE = 8;
const STILL_MS = 120_000;
const SAMPLE = 20;

/**
 * The day packets of many houses, through broker, collector, queue and ledger, sealed and logged, each program a process of its own. Played are the meters asked
 * for or 20,000, first a quarter and then the rest; the figures of more are reckoned from these. Each meter's first packet, which costs more, comes before.
 * Made beforehand, and not measured: what gateways do (registers, commitments, encryption, signatures).
 * @throws InputError CITY_INVALID
 */
export async function benchCity(options: CityOptions = {}): Promise<Record<string, number>> {
  const { meters, played, places, speed } = readOptions(options);
  await using house = await startBenchHouse();
  const days = places.length;
  const firstDay = unixSeconds() - BigInt(days + 1) * 86_400n;
  const houses: CityHouse[] = [];
  for (let left = played; left > 0; left -= METERS_A_HOUSE) {
    houses.push(cityHouse(await installGateway(house, Math.min(left, METERS_A_HOUSE)), firstDay));
    say(`${played - Math.max(0, left - METERS_A_HOUSE)} of ${played} meters registered`);
  }
  await using collector = await startBenchCollector(
    house,
    houses.map(({ gateway }) => gateway),
  );
  await collector.register();
  const city: City = { house, collector, sent: { packets: 0, sum: 0n, blinding: 0n }, speed };
  await play(city, houses, [24]);
  // Until then it still reads what the registers say, which is no part of a day.
  await collector.counted(city.sent.packets);
  const quarter = Math.max(1, Math.floor(houses.length / 4));
  const small = await measure(city, houses.slice(0, quarter), places);
  const large = await measure(city, houses.slice(quarter), places);
  readBack(await allRecords(house), houses, city);
  return {
    city_meters: meters,
    city_meters_played: played,
    city_houses_played: houses.length,
    city_days: days,
    ...cityFigures({ meters, small, large }),
    city_restart_s: round(await house.restart()),
  };
}

type City = { house: BenchHouse; collector: BenchCollector; sent: Sent; speed: number };

function readOptions({ meters = 10_000, hours = 24, speed = 'max' }: CityOptions): {
  meters: number;
  played: number;
  places: number[];
  speed: number;
} {
  const pace = speed === 'max' ? Infinity : /^[1-9]\d{0,6}$/.test(speed) ? Number(speed) : undefined;
  if (pace === undefined || hours > MOST_HOURS || meters <= METERS_A_HOUSE)
    throw new InputError(
      'CITY_INVALID',
      `A city has more than ${METERS_A_HOUSE} meters and at most ${MOST_HOURS} hours, at a speed of max or a whole number of times.`,
    );
  // Whole days, and what is over as a day of fewer places.
  const places = Array.from({ length: Math.ceil(hours / 24) }, (_, day) => Math.min(24, hours - 24 * day));
  return { meters, played: Math.min(meters, MOST_PLAYED), places, speed: pace };
}

/** Sends the days of these houses, and waits until the ledger has all. Seconds from the first message to the last sealed packet. */
async function play(city: City, houses: readonly CityHouse[], places: readonly number[]): Promise<number> {
  const { house, collector, sent, speed } = city;
  let seconds = 0;
  for (const hours of places) {
    const messages: { one: CityHouse; payload: Uint8Array }[] = [];
    for (const one of houses) {
      const day = one.nextDay(hours);
      sent.packets += one.meters.length;
      sent.sum += day.sum;
      sent.blinding = mod(sent.blinding + day.blinding);
      messages.push({ one, payload: day.payload });
      // A house takes a second or so to make, and the connections of all have to stay alive meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const pauseMs = (hours * 3_600_000) / speed / houses.length;
    const started = performance.now();
    const waiting = messages.entries();
    const senders = Array.from({ length: AT_ONCE }, async () => {
      for (const [at, { one, payload }] of waiting) {
        const early = started + at * pauseMs - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        await collector.gatewayOf(one.gateway).sendAll([payload], { window: 1 });
      }
    });
    await Promise.all(senders);
    await allSealed(house, houses);
    seconds += (performance.now() - started) / 1000;
    say(`${sent.packets} packets on the ledger`);
  }
  return seconds;
}

async function measure(city: City, houses: readonly CityHouse[], places: readonly number[]): Promise<Cost> {
  const { house, collector } = city;
  const first = (await house.client.head()) + 1n;
  const hot = logBytes(house.data);
  const cpu = async (): Promise<[number, number]> => [await house.cpuSeconds(), await collector.cpuSeconds()];
  const [sealerBefore, collectorBefore] = await cpu();
  const seconds = await play(city, houses, places);
  const [sealerAfter, collectorAfter] = await cpu();
  const records = (await allRecords(house)).filter(({ number }) => number >= first);
  return {
    packets: houses.reduce((sum, { meters }) => sum + meters.length, 0) * places.length,
    seconds,
    cpuSeconds: sealerAfter - sealerBefore + collectorAfter - collectorBefore,
    collectorSeconds: collectorAfter - collectorBefore,
    gas: Number(gasOf(records, first).gas),
    hotBytes: logBytes(house.data) - hot,
    bytes: await closedBytes(records),
  };
}

/** Waits until the ledger has the newest day of these houses, for as long as blocks carry anything. */
async function allSealed(house: BenchHouse, houses: readonly CityHouse[]): Promise<void> {
  let carried = -1;
  let still = performance.now();
  for (const { meters, days } of houses) {
    const channel = meters.at(-1)?.channel;
    if (channel === undefined) throw new Error('a house has no meter');
    while (Number((await house.client.read.channelState(channel))?.sequence ?? 0) < days) {
      const now = await metricAt(house.url, 'carried_total');
      if (now > carried) still = performance.now();
      else if (performance.now() - still > STILL_MS) throw new Error('packets were stored and come to no ledger');
      carried = now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function readBack(records: readonly BlockRecord[], houses: readonly CityHouse[], { sent }: City): void {
  const [first] = houses;
  if (first === undefined) return;
  const newest = checkLedger(records, first.gateway.domain, sent);
  for (const { meters, newest: payloads } of houses.slice(0, SAMPLE)) {
    const [meter, payload] = [meters.at(-1), payloads.at(-1)];
    if (meter !== undefined && payload !== undefined) checkContent(newest.get(meter.channel), meter.periodKey, payload);
  }
}

/** Bytes of the log's files. */
function logBytes(data: string): number {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && join(entry.parentPath, entry.name).includes(join(data, 'blocks.')))
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
