import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextPeriod, periodOf, periodStart, previousPeriod } from '../../../core/domain/billing/period.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { shownOf } from '../../../core/domain/reading/dial.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../../sandbox/meters/write-spool.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import { nowSeconds, PEOPLE } from '../../support/world/actors.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';
import type { Metering } from '../../support/world/metering-part.ts';
import { checkMonth, type CheckedMonth } from './checked-month.ts';
import { idOfMeter } from './metering.ts';
import { openRecorded, recordedReadings, type RecordedFrame } from './recorded-frames.ts';

const ZONE = 'Europe/Moscow';
const HOUR = 3_600n;
/** Hours of the month that the house is read: its last ones. */
const HOURS = 48;

const [found] = sampleHouse({ flats: 1, unmetered: [], threeZone: [], withoutWater: [] }).meters;
if (found === undefined) throw new Error('no meter');
export const METER = found;
export const METER_ID = idOfMeter(METER);
const [obisText = ''] = METER.obis;
export const OBIS = obisFromText(obisText);
export const CHANNEL = channelOf(METER_ID, OBIS);

/** A flat's meter, gateway and collector on real ledgers, which lose what a test takes away; at last the month is billed and checked. */
export type LosingHouse = AsyncDisposable & {
  readonly ledger: Ledger;
  readonly metering: Metering;
  /** Telegrams of the next hours. */
  feed(count: number): void;
  /** Those of these hours, in this order. */
  feedHours(hours: readonly number[]): void;
  /** The hour that was fed last. */
  readonly hour: number;
  valueAt(hour: number): bigint;
  onLedger(): Promise<RecordedFrame[]>;
  recordedUpTo(hour: number): Promise<RecordedFrame[]>;
  /** What the owner reads there. */
  opened(frame: RecordedFrame): Promise<bigint>;
  /** Waits until the gateway's health says this. */
  told(what: RegExp): Promise<unknown>;
  copyGateway(): Promise<void>;
  /** Stops the gateway, and leaves it what it had when it was copied. */
  restoreGateway(): Promise<void>;
  /** Stops the gateway and takes its database away; its other files stay. */
  loseGateway(): Promise<void>;
  /** Of the collector's database, which has to be at rest. */
  loseInbox(): void;
  copyInbox(): void;
  restoreInbox(): void;
  /** The last hour of the month, its bill, and what verifiers and the page say of it. */
  closeMonth(): Promise<CheckedMonth>;
};

/**
 * @param monthsAgo which month it is: one of two months ago is late in every frame
 * @param digits how many the meter's counter has: it begins again between the fifth and the sixth hour
 */
export async function losingHouse({
  monthsAgo = 1,
  digits,
  cadence = 'each',
}: { monthsAgo?: number; digits?: number; cadence?: 'each' | 'day' } = {}): Promise<LosingHouse> {
  let period = periodOf(nowSeconds(), ZONE);
  for (let month = 0; month < monthsAgo; month++) period = previousPeriod(period);
  const end = periodStart(nextPeriod(period), ZONE);
  const start = end - BigInt(HOURS) * HOUR;
  await using opened = new AsyncDisposableStack();
  const whole = opened.use(
    await world({ ledger: { active: PEOPLE }, metering: { meters: [METER], gateway: { cadence }, digits } }),
  );
  const { ledger, metering } = whole;
  await metering.admit([METER]);
  const all = opened.move();

  let next = 0;
  let files = 0;
  const timeAt = (hour: number): bigint => start + HOUR * BigInt(hour);
  const wrap = digits === undefined ? undefined : 10n ** BigInt(digits);
  const begin = wrap === undefined ? (METER.start[0] ?? 0n) : wrap - 450n;
  const valueAt = (hour: number): bigint => begin + BigInt(hour * 100);
  const feedHours = (hours: readonly number[]): void => {
    const lines = hours.map((hour) => {
      const hex = toHex(meterTelegram(METER, [shownOf(valueAt(hour), wrap)]));
      return JSON.stringify({ meter: METER.name, time: Number(timeAt(hour)), format: 'mbus', hex });
    });
    const spool = join(ledger.folder, 'spool');
    mkdirSync(spool, { recursive: true });
    next = Math.max(next, (hours.at(-1) ?? next) + 1);
    files += 1;
    writeFileSync(join(spool, `hours-${String(files).padStart(6, '0')}.jsonl`), `${lines.join('\n')}\n`);
  };
  const onLedger = async (): Promise<RecordedFrame[]> =>
    (await recordedReadings(ledger)).frames.filter((frame) => frame.channel === CHANNEL);
  const recordedUpTo = (hour: number): Promise<RecordedFrame[]> =>
    waitFor(`hour ${hour} recorded`, async () => {
      const frames = await onLedger();
      return (frames.at(-1)?.time ?? 0n) >= timeAt(hour) ? frames : undefined;
    });
  const data = join(ledger.folder, 'gateway');
  const inbox = join(ledger.folder, 'oracle');
  const inboxFiles = (folder: string): string[] =>
    readdirSync(folder).filter((name) => name.startsWith('inbox.sqlite'));
  const loseInbox = (): void => inboxFiles(inbox).forEach((name) => rmSync(join(inbox, name)));
  const inboxCopy = join(ledger.folder, 'inbox-copy');
  const gatewayCopy = join(ledger.folder, 'gateway-copy');
  return {
    ledger,
    metering,
    feed: (count) => feedHours(Array.from({ length: count }, (_, index) => next + index)),
    feedHours,
    get hour() {
      return next - 1;
    },
    valueAt,
    onLedger,
    recordedUpTo,
    async opened(frame) {
      const { keys } = await recordedReadings(ledger);
      const { network, owner: account } = ledger;
      return (await openRecorded({ network, keys, account, meterId: METER_ID, frame })).value;
    },
    told: (what) =>
      waitFor(`the gateway says ${what.source}`, async () =>
        what.test(await (await fetch(`${metering.gateway.url}/health`)).text()),
      ),
    async copyGateway() {
      await metering.stopGateway();
      cpSync(data, gatewayCopy, { recursive: true });
      await metering.startGateway();
    },
    async restoreGateway() {
      await metering.stopGateway();
      rmSync(data, { recursive: true });
      cpSync(gatewayCopy, data, { recursive: true });
    },
    loseInbox,
    copyInbox() {
      mkdirSync(inboxCopy);
      for (const name of inboxFiles(inbox)) cpSync(join(inbox, name), join(inboxCopy, name));
    },
    async loseGateway() {
      await metering.stopGateway();
      for (const name of readdirSync(data)) if (name.startsWith('gateway.sqlite')) rmSync(join(data, name));
    },
    restoreInbox() {
      loseInbox();
      for (const name of inboxFiles(inboxCopy)) cpSync(join(inboxCopy, name), join(inbox, name));
    },
    async closeMonth() {
      feedHours([HOURS]);
      await recordedUpTo(HOURS);
      return checkMonth({ ledger, period, meterId: METER_ID, obis: OBIS });
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
