import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { requestReading } from '../../../biller/commands/commands.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { nextPeriod, periodStart } from '../../../core/domain/billing/period.ts';
import { makeManualReading, type ChannelTip } from '../../../core/domain/resident/make-manual-reading.ts';
import { loadReaders } from '../../../app/web/src/resident/network/load-participants.ts';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { keepReading } from '../../../app/web/src/resident/act/keep-reading.ts';
import type { Profile } from '../../../sandbox/meters/profiles.ts';
import { radioGap, writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { premiseOf } from '../../world/house-plan.ts';
import type { StoryTelegram } from '../telegram-meters.ts';
import { clerkOf, untilLedgers, type Stage } from './stage.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

/** A month of hourly telegrams through the gateway, real telegrams where there are any, and one meter read by hand on request. */
export async function readMeters(
  stage: Stage,
  args: { profile?: Profile; telegrams: readonly StoryTelegram[] },
): Promise<void> {
  const { progress, client, world, period, view } = stage;
  const { house, meterIds, spoolDir } = world.plan;
  const { timeZone } = client.network;
  const [start, end] = [periodStart(period, timeZone), periodStart(nextPeriod(period), timeZone)];

  const written = await progress.step(
    'Meters send hourly wired M-Bus telegrams; the gateway decodes, commits, encrypts and signs them',
    () =>
      Promise.resolve(
        writeSpool({
          house: house.house,
          period,
          spoolDir,
          timeZone,
          late: radioGap,
          ...(args.profile ? { profile: args.profile } : {}),
        }),
      ),
    ({ telegrams }) => `${telegrams} telegrams`,
  );

  const closing = house.meters.filter(({ device, cadence }) => device === 'gateway' && cadence === undefined);
  const channels = closing.flatMap(({ name, obis }) => obis.map((code) => channel(meterIds, name, code)));
  await progress.step(
    'The collector relays the frames to the ledger, which checks every one',
    (tick) =>
      untilLedgers(
        stage,
        'the month is closed on every channel',
        () => {
          const closed = new Set(
            view.frames
              .filter(({ flags, time }) => (flags & FLAG.periodClose) !== 0 && time === end)
              .map((frame) => frame.channel),
          );
          const done = channels.filter((one) => closed.has(one)).length;
          tick(done, channels.length);
          return done === channels.length ? view.frames.length : undefined;
        },
        180_000,
      ),
    (frames) => `${frames} frames of ${written.telegrams} telegrams`,
  );

  if (args.telegrams.length > 0) await sendRealTelegrams(stage, args.telegrams);
  await readByHand(stage, start, end);
}

async function sendRealTelegrams(stage: Stage, telegrams: readonly StoryTelegram[]): Promise<void> {
  const { world, view, progress } = stage;
  const { spoolDir, house, meterIds } = world.plan;
  const expected = house.meters
    .filter(({ cadence }) => cadence === 'each')
    .flatMap(({ name, obis }) => obis.map((code) => channel(meterIds, name, code)));
  await progress.step(
    'Real telegrams of other makers take the same way',
    async (tick) => {
      mkdirSync(spoolDir, { recursive: true });
      const time = Math.floor(Date.now() / 1000);
      const lines = telegrams.map(({ meter, hex }) => JSON.stringify({ meter, time, format: 'mbus', hex }));
      appendFileSync(join(spoolDir, 'telegrams.jsonl'), `${lines.join('\n')}\n`);
      return untilLedgers(stage, 'the telegrams are on the ledger', () => {
        const there = new Set(view.frames.map((frame) => frame.channel));
        const done = expected.filter((one) => there.has(one)).length;
        tick(done, expected.length);
        return done === expected.length ? done : undefined;
      });
    },
    (registers) => `${telegrams.length} telegrams, ${registers} registers`,
  );
}

/** Request 1.2 (S43): the provider asks, the resident reads by eye and answers; the register's beginning was sent when the contract began. */
async function readByHand(stage: Stage, start: bigint, end: bigint): Promise<void> {
  const { world, residents, progress, client } = stage;
  const { house, meterIds } = world.plan;
  const meter = house.meters.find(({ device }) => device === 'owner');
  const resident = residents.get(premiseOf(house.readByHand));
  const meterId = meter && meterIds.get(meter.name);
  const [code] = meter?.obis ?? [];
  if (!meter || !resident || !meterId || code === undefined) return;
  let tip: ChannelTip | undefined;
  const now = (): bigint => unixSeconds();
  const read = async (
    mantissa: bigint,
    time: bigint,
    more: { close?: boolean; requestId?: Hex } = {},
  ): Promise<void> => {
    const made = await makeManualReading({
      ...resident,
      timestamp: now(),
      time,
      meterId,
      obis: obisFromText(code),
      exponent: meter.exponent,
      mantissa,
      readers: await loadReaders(resident, stage.accounts.water),
      ...more,
      ...(tip ? { tip } : {}),
    });
    const { close = false, requestId } = more;
    const channel = channelOf(meterId, obisFromText(code));
    const said = { channel, mantissa, close, time, ...(requestId === undefined ? {} : { requestId }) };
    await untilRecorded(resident, await keepReading(resident, said, async () => made.blocks));
    tip = made.tip;
  };
  await progress.step(
    `The water provider asks ${premiseOf(house.readByHand)} to read its meter; the resident answers by hand`,
    async () => {
      await read(1_204_310n, start);
      await read(1_209_842n, end, { close: true });
      const requestId = await requestReading({
        ...clerkOf(stage, 'water'),
        meterId,
        manual: true,
        dueDate: now() + 25n * 86_400n,
      });
      // What answers is a reading of now; the month was closed by the one before.
      await read(1_209_977n, now(), { requestId });
      const request = await client.read.readingRequest(requestId);
      return request?.answered === true;
    },
    (answered) => (answered ? 'request answered on the ledger' : 'request still open'),
  );
}

function channel(meterIds: ReadonlyMap<string, Hex>, name: string, code: string): Hex {
  return channelOf(meterIds.get(name) ?? '0x', obisFromText(code));
}
