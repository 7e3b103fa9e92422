import { expect } from 'chai';
import { FLAG } from '../../../../core/domain/ledger/kinds.ts';
import { startOfLocalDate } from '../../../../core/domain/billing/period.ts';
import {
  emptyMemory,
  planAbandonedDay,
  planNewest,
  planReading,
} from '../../../../oracle/gateway/frames/plan-frames.ts';
import type { PlanRules, PlannedFrame } from '../../../../oracle/gateway/frames/planned-frame.ts';
import type { ChannelMemory } from '../../../../oracle/gateway/store/store-rows.ts';

const HOUR = 3_600n;
const RULES: PlanRules = {
  timeZone: 'Europe/Moscow',
  cadence: 'day',
  exponent: 0,
  tolerance: 60n,
  owner: () => '',
  onDropped: () => undefined,
};
const october1 = startOfLocalDate('2026-10-01', RULES.timeZone);

/** Feeds readings one after the other; the frames that came out and the memory at the end. */
function feed(
  readings: readonly [time: bigint, value: bigint][],
  rules = RULES,
): { frames: PlannedFrame[]; memory: ChannelMemory } {
  let memory = emptyMemory();
  const frames: PlannedFrame[] = [];
  for (const [time, value] of readings) {
    const plan = planReading(memory, { time, value }, rules);
    if (!plan.ok) throw new Error(plan.code);
    frames.push(...plan.frames);
    memory = plan.memory;
  }
  return { frames, memory };
}

function hourly(from: bigint, hours: number, value = 1_000n): [bigint, bigint][] {
  return Array.from({ length: hours + 1 }, (_, hour) => [from + BigInt(hour) * HOUR, value + BigInt(hour) * 10n]);
}

describe('planReading', () => {
  it('refuses a falling register', () => {
    const { memory } = feed([[october1, 500n]]);
    expect(planReading(memory, { time: october1 + HOUR, value: 499n }, RULES)).to.include({
      ok: false,
      code: 'REGISTER_FELL',
    });
  });

  it('refuses a reading that is not newer, and calls an equal one a duplicate', () => {
    const { memory } = feed([[october1, 500n]]);
    expect(planReading(memory, { time: october1 - 1n, value: 600n }, RULES)).to.include({
      ok: false,
      code: 'TIME_NOT_RISING',
    });
    expect(planReading(memory, { time: october1, value: 501n }, RULES)).to.include({
      ok: false,
      code: 'TIME_NOT_RISING',
    });
    expect(planReading(memory, { time: october1, value: 500n }, RULES)).to.include({ ok: false, code: 'DUPLICATE' });
  });

  it('opens a channel with a single frame of the first reading', () => {
    const { frames } = feed([[october1 + 123n, 500n]]);
    expect(frames).to.deep.equal([
      { time: october1 + 123n, flags: 0, payload: { kind: 'single', exponent: 0, mantissa: 500n } },
    ]);
  });

  it('makes one packet of a complete local day, committed to its last hour', () => {
    const { frames } = feed(hourly(october1, 24));
    expect(frames).to.have.length(2);
    const packet = frames[1];
    expect(packet).to.include({ time: october1 + 24n * HOUR, flags: FLAG.dayPacket });
    expect(packet?.payload).to.deep.equal({
      kind: 'day',
      exponent: 0,
      mantissas: hourly(october1, 24)
        .slice(1)
        .map(([, value]) => value),
      late: [],
    });
  });

  it('remembers no more of a meter that sends every 16 seconds than of its hours', () => {
    const often = Array.from({ length: 5_399 }, (_, n): [bigint, bigint] => [
      october1 + 16n * BigInt(n + 1),
      BigInt(n),
    ]);
    const { frames, memory } = feed([[october1, 0n], ...often]);
    expect(frames).to.have.length(1);
    expect(memory.day).to.have.length(24);
    expect(memory.day.at(-1)?.time).to.equal(october1 + 24n * HOUR - 16n);
    const plan = planReading(memory, { time: october1 + 24n * HOUR, value: 5_400n }, RULES);
    expect(plan.ok && plan.frames[0]?.payload.kind === 'day' && plan.frames[0].payload.mantissas.length).to.equal(24);
  });

  it('takes a reading shortly after the hour as the register at the hour, a later one as what it is', () => {
    const readings = hourly(october1, 24).map(([time, value], hour): [bigint, bigint] => [
      hour === 0 ? time : time + 60n,
      value,
    ]);
    expect(feed(readings).frames[1]).to.include({ time: october1 + 24n * HOUR, flags: FLAG.dayPacket });
    const late = hourly(october1, 24).map(([time, value], hour): [bigint, bigint] => [
      hour === 24 ? time + 61n : time,
      value,
    ]);
    expect(feed(late).frames).to.have.length(2);
    expect(feed(late).frames[1]).to.deep.include({ time: october1 + 23n * HOUR, flags: 0 });
  });

  it('leaves the place of an hour open that nobody read, and sends the newest reading of a day without its midnight', () => {
    const readings = hourly(october1, 24).filter((_, hour) => hour !== 5);
    expect(feed(readings).frames[1]).to.deep.equal({
      time: october1 + 24n * HOUR,
      flags: FLAG.dayPacket,
      payload: {
        kind: 'day',
        exponent: 0,
        mantissas: hourly(october1, 24)
          .slice(1)
          .map(([time, value]) => (time === october1 + 5n * HOUR ? undefined : value)),
        late: [],
      },
    });
    const midnightOnly = [...hourly(october1, 0), [october1 + 24n * HOUR, 1_240n] as [bigint, bigint]];
    expect(feed(midnightOnly).frames[1]).to.deep.include({ time: october1 + 24n * HOUR, flags: 0 });
    const noMidnight = [...hourly(october1, 20), [october1 + 26n * HOUR, 2_000n] as [bigint, bigint]];
    expect(feed(noMidnight).frames[1]).to.deep.include({ time: october1 + 20n * HOUR, flags: 0 });
  });

  it('sends the newest reading of a day that rose too far in an hour for a packet', () => {
    const steep = hourly(october1, 24).map(([time, value], hour): [bigint, bigint] => [
      time,
      hour < 7 ? value : value + 65_525n,
    ]);
    expect(feed(steep).frames[1]).to.deep.equal({
      time: october1 + 24n * HOUR,
      flags: 0,
      payload: { kind: 'single', exponent: 0, mantissa: 66_765n },
    });
    expect(feed(steep).memory.late.waiting).to.deep.equal([]);
  });

  it('gives a frame the word of the reading that it is to, and no frame two', () => {
    let memory = emptyMemory();
    const frames: PlannedFrame[] = [];
    const read = (hour: bigint, word: number): void => {
      const plan = planReading(memory, { time: october1 + hour * HOUR, value: hour, word }, RULES);
      if (!plan.ok) throw new Error(plan.code);
      frames.push(...plan.frames);
      memory = plan.memory;
    };
    read(0n, FLAG.authenticated);
    read(20n, FLAG.encrypted);
    read(30n, FLAG.authenticated);
    expect(frames.map(({ flags }) => flags)).to.deep.equal([FLAG.authenticated, FLAG.encrypted]);
    expect(planNewest(memory, RULES).frames.map(({ flags }) => flags)).to.deep.equal([FLAG.authenticated]);
  });

  it('flags the frame at the month’s end as period close, in the packet of the last day', () => {
    const { frames } = feed(hourly(october1, 31 * 24));
    expect(frames).to.have.length(32);
    expect(frames.filter(({ flags }) => (flags & FLAG.periodClose) !== 0)).to.have.length(1);
    expect(frames.at(-1)).to.include({
      time: startOfLocalDate('2026-11-01', RULES.timeZone),
      flags: FLAG.dayPacket | FLAG.periodClose,
    });
  });

  it('closes a month whose end nobody read with its newest reading', () => {
    const october31 = startOfLocalDate('2026-10-31', RULES.timeZone);
    const { frames } = feed([[october31, 10n], ...hourly(october31 + HOUR, 9, 20n), [october31 + 40n * HOUR, 900n]]);
    expect(frames.at(-1)).to.deep.include({ time: october31 + 10n * HOUR, flags: FLAG.periodClose });
  });

  it('closes a month late when its newest reading was sent already', () => {
    const october31 = startOfLocalDate('2026-10-31', RULES.timeZone);
    const before = feed([
      [october31, 10n],
      [october31 + HOUR, 20n],
    ]).memory;
    const answered = planNewest(before, RULES);
    expect(answered.frames).to.have.length(1);
    const plan = planReading(answered.memory, { time: october31 + 48n * HOUR, value: 30n }, RULES);
    expect(plan.ok && plan.frames).to.have.length(1);
    expect(plan.ok && plan.frames[0]).to.deep.include({ time: october31 + 48n * HOUR, flags: FLAG.periodClose });
  });

  it('counts 23 and 25 hours on the days of a clock change', () => {
    const rules = { ...RULES, timeZone: 'Europe/Berlin' };
    for (const [date, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
    ] as const) {
      const packet = feed(hourly(startOfLocalDate(date, rules.timeZone), hours), rules).frames[1];
      expect(packet?.payload).to.have.property('mantissas').with.length(hours);
      expect(packet?.flags).to.equal(FLAG.dayPacket);
    }
  });

  it('sends each reading at once where the cadence says so, and closes the month', () => {
    const rules = { ...RULES, cadence: 'each' as const };
    const october31 = startOfLocalDate('2026-10-31', RULES.timeZone);
    const { frames } = feed(
      [
        [october31, 10n],
        [october31 + HOUR, 20n],
        [october31 + 24n * HOUR, 30n],
        [october31 + 25n * HOUR, 40n],
      ],
      rules,
    );
    expect(frames.map(({ flags }) => flags)).to.deep.equal([0, 0, FLAG.periodClose, 0]);
  });

  it('carries a signed record as it came', () => {
    const { memory } = feed([[october1, 1n]]);
    const plan = planReading(memory, { time: october1 + 5n, value: 2n, record: 'OCMF|{}|{}' }, RULES);
    expect(plan.ok && plan.frames[0]?.payload).to.deep.equal({
      kind: 'ocmf',
      exponent: 0,
      mantissa: 2n,
      record: 'OCMF|{}|{}',
    });
  });
});

describe('planNewest and planAbandonedDay', () => {
  it('answer nothing when nothing is new', () => {
    const { memory } = feed([[october1, 1n]]);
    expect(planNewest(memory, RULES).frames).to.deep.equal([]);
    expect(planAbandonedDay(memory, october1 + 100n * HOUR, RULES).frames).to.deep.equal([]);
  });

  it('send the newest reading once, and the day’s packet still has all its hours', () => {
    const readings = hourly(october1, 24);
    const { memory } = feed(readings.slice(0, 16));
    const answer = planNewest(memory, RULES);
    expect(answer.frames).to.deep.equal([
      { time: october1 + 15n * HOUR, flags: 0, payload: { kind: 'single', exponent: 0, mantissa: 1_150n } },
    ]);
    let after = answer.memory;
    const frames: PlannedFrame[] = [];
    for (const [time, value] of readings.slice(16)) {
      const plan = planReading(after, { time, value }, RULES);
      if (!plan.ok) throw new Error(plan.code);
      after = plan.memory;
      frames.push(...plan.frames);
    }
    expect(frames).to.have.length(1);
    expect(frames[0]?.payload).to.have.property('mantissas').with.length(24);
  });

  it('close a day that stays incomplete', () => {
    const { memory } = feed(hourly(october1, 7));
    const { frames, memory: after } = planAbandonedDay(memory, october1 + 30n * HOUR, RULES);
    expect(frames).to.deep.equal([
      { time: october1 + 7n * HOUR, flags: 0, payload: { kind: 'single', exponent: 0, mantissa: 1_070n } },
    ]);
    expect(after.day).to.deep.equal([]);
  });
});
