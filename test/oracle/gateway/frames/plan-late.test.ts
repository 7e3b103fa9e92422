import { expect } from 'chai';
import { startOfLocalDate } from '../../../../core/domain/billing/period.ts';
import { registersOf } from '../../../../core/domain/reading/registers-of.ts';
import { WAITING_MAX } from '../../../../oracle/gateway/frames/late-memory.ts';
import { emptyMemory, planLast, planNewest, planReading } from '../../../../oracle/gateway/frames/plan-frames.ts';
import type { Plan, PlanRules, PlannedFrame } from '../../../../oracle/gateway/frames/planned-frame.ts';
import { lateFromText, lateToText } from '../../../../oracle/gateway/store/late-column.ts';
import type { ChannelMemory } from '../../../../oracle/gateway/store/store-rows.ts';

const HOUR = 3_600n;
const ZONE = 'Europe/Moscow';
const october1 = startOfLocalDate('2026-10-01', ZONE);

/** A register whose hours have the values 10, 20, 30 …, counted from October 1. */
class Register {
  memory: ChannelMemory = emptyMemory();
  frames: PlannedFrame[] = [];
  dropped = 0;
  owner: `0x${string}` | '' = '0x01';
  rules: PlanRules = {
    timeZone: ZONE,
    cadence: 'day',
    exponent: 0,
    tolerance: 60n,
    owner: () => this.owner,
    onDropped: (count) => (this.dropped += count),
  };

  read(hour: number, change: { value?: bigint; seconds?: bigint; record?: string } = {}): Plan {
    const time = october1 + BigInt(hour) * HOUR + (change.seconds ?? 0n);
    const reading = { time, value: change.value ?? BigInt(hour + 1) * 10n };
    const plan = planReading(
      this.memory,
      change.record === undefined ? reading : { ...reading, record: change.record },
      this.rules,
    );
    if (!plan.ok) return plan;
    this.frames.push(...plan.frames);
    // As the store keeps it between two telegrams.
    this.memory = { ...plan.memory, late: lateFromText(lateToText(plan.memory.late)) };
    return plan;
  }

  /** Hours `from` to `to` but for those left out. */
  hours(from: number, to: number, ...but: number[]): void {
    for (let hour = from; hour <= to; hour++) if (!but.includes(hour)) expect(this.read(hour).ok).to.equal(true);
  }

  /** A request is answered by the newest register. */
  answer(): void {
    const { frames, memory } = planNewest(this.memory, this.rules);
    this.frames.push(...frames);
    this.memory = memory;
  }

  /** The hours whose registers the packet of a day has. */
  places(day: number): number[] {
    const packet = this.frames.find(({ time }) => time === october1 + BigInt(day) * 24n * HOUR);
    if (packet?.payload.kind !== 'day') throw new Error(`no packet of day ${day}`);
    const first = day * 24 - packet.payload.mantissas.length + 1;
    return packet.payload.mantissas.flatMap((place, index) => (place === undefined ? [] : [first + index]));
  }

  /** The late values that the packet of a day carried, as hours and registers. */
  carried(day: number): string[] {
    const packet = this.frames.find(({ time }) => time === october1 + BigInt(day) * 24n * HOUR);
    if (packet?.payload.kind !== 'day') throw new Error(`no packet of day ${day}`);
    return packet.payload.late.map(({ back, mantissa }) => `${day * 24 - back / 60}: ${mantissa}`);
  }
}

const codeOf = (plan: Plan): string => (plan.ok ? (plan.isLate ? 'LATE' : 'IN_ORDER') : plan.code);

describe('a late reading', () => {
  it('is refused where a frame said its hour, where it is of no full hour, and before the first frame', () => {
    const register = new Register();
    register.hours(0, 48, 5);
    for (const hour of [3, 6, -1]) expect(codeOf(register.read(hour)), String(hour)).to.equal('TIME_NOT_RISING');
    expect(codeOf(register.read(5, { seconds: 61n }))).to.equal('TIME_NOT_RISING');
    expect(codeOf(register.read(5, { record: 'OCMF|{}|{}' }))).to.equal('TIME_NOT_RISING');
    expect(register.memory.late.waiting).to.deep.equal([]);
  });

  it('is refused where its register sends each reading at once', () => {
    const register = new Register();
    register.rules = { ...register.rules, cadence: 'each' };
    register.hours(0, 10, 5);
    expect(codeOf(register.read(5))).to.equal('TIME_NOT_RISING');
  });

  it('is refused where it is not between what the register was before and after it', () => {
    const register = new Register();
    register.hours(0, 48, 5, 47);
    for (const value of [49n, 71n]) expect(codeOf(register.read(5, { value }))).to.equal('LATE_IMPLAUSIBLE');
    register.hours(49, 52, 51);
    for (const value of [509n, 531n]) expect(codeOf(register.read(51, { value }))).to.equal('LATE_IMPLAUSIBLE');
    expect(register.memory.late.waiting).to.deep.equal([]);
  });

  it('takes its place in the day that is still open, and is taken once', () => {
    const register = new Register();
    register.hours(0, 20, 1, 5);
    expect(codeOf(register.read(5, { seconds: 60n }))).to.equal('LATE');
    expect(codeOf(register.read(1))).to.equal('LATE');
    expect(codeOf(register.read(5))).to.equal('TIME_NOT_RISING');
    register.hours(21, 24);
    expect(register.frames[1]?.payload).to.have.property('mantissas').with.length(24).not.includes(undefined);
    expect(register.carried(1)).to.deep.equal([]);
  });

  it('takes its place in the open day also behind the frame of an answered request', () => {
    const register = new Register();
    register.hours(0, 10, 5);
    const { frames, memory } = planNewest(register.memory, register.rules);
    expect(frames).to.have.length(1);
    register.memory = memory;
    expect(codeOf(register.read(5, { value: 49n }))).to.equal('LATE_IMPLAUSIBLE');
    expect(codeOf(register.read(5))).to.equal('LATE');
    register.hours(11, 24);
    expect(register.frames.at(-1)?.payload).to.have.property('mantissas').with.length(24).not.includes(undefined);
  });

  it('of an earlier day rides in the next packet, two in each, the oldest first, and none twice', () => {
    const register = new Register();
    register.hours(0, 24, 3, 4, 5, 9);
    for (const hour of [9, 3, 5, 4]) expect(codeOf(register.read(hour)), String(hour)).to.equal('LATE');
    for (const hour of [9, 3, 5, 4]) expect(codeOf(register.read(hour)), String(hour)).to.equal('TIME_NOT_RISING');
    register.hours(25, 96);
    expect([1, 2, 3, 4].map((day) => register.carried(day))).to.deep.equal([
      [],
      ['3: 40', '4: 50'],
      ['5: 60', '9: 100'],
      [],
    ]);
    for (const hour of [9, 3, 5, 4]) expect(codeOf(register.read(hour)), String(hour)).to.equal('TIME_NOT_RISING');
    const { registers, refused } = registersOf(register.frames.map((frame) => ({ frame, payload: frame.payload })));
    expect(refused).to.deep.equal([]);
    expect(registers.map(({ value }) => value)).to.deep.equal(
      Array.from({ length: 97 }, (_, hour) => BigInt(hour + 1) * 10n),
    );
    expect(register.dropped).to.equal(0);
  });

  it('of a midnight that nobody read in time rides too', () => {
    const register = new Register();
    register.hours(20, 23);
    register.hours(25, 30);
    expect(register.frames.at(-1)?.payload.kind).to.equal('single');
    for (const value of [239n, 261n]) expect(codeOf(register.read(24, { value }))).to.equal('LATE_IMPLAUSIBLE');
    expect(codeOf(register.read(24))).to.equal('LATE');
    expect(codeOf(register.read(24))).to.equal('TIME_NOT_RISING');
    register.hours(31, 72);
    // The hours of its day that were read could not go without it.
    expect([2, 3].map((day) => register.carried(day))).to.deep.equal([['21: 220', '22: 230'], ['24: 250']]);
    for (const hour of [21, 24]) expect(codeOf(register.read(hour)), String(hour)).to.equal('TIME_NOT_RISING');
  });

  it('of a day without its midnight rides day after day, also behind the frame of an answered request', () => {
    const register = new Register();
    register.hours(0, 3);
    register.memory = planNewest(register.memory, register.rules).memory;
    register.hours(4, 6);
    register.hours(26, 96);
    expect([2, 3, 4].map((day) => register.carried(day))).to.deep.equal([['1: 20', '2: 30'], ['4: 50', '5: 60'], []]);
    expect(register.dropped).to.equal(0);
  });

  it('of days without any reading rides, and is held to those that wait', () => {
    const register = new Register();
    register.hours(0, 24);
    register.hours(100, 102);
    expect(codeOf(register.read(60))).to.equal('LATE');
    expect(codeOf(register.read(50, { value: 611n }))).to.equal('LATE_IMPLAUSIBLE');
    for (const hour of [50, 70]) expect(codeOf(register.read(hour)), String(hour)).to.equal('LATE');
    register.hours(103, 120);
    expect(register.carried(5)).to.deep.equal(['50: 510', '60: 610']);
    for (const hour of [50, 60, 70]) expect(codeOf(register.read(hour)), String(hour)).to.equal('TIME_NOT_RISING');
    expect(codeOf(register.read(55, { value: 500n }))).to.equal('LATE_IMPLAUSIBLE');
    expect(codeOf(register.read(55))).to.equal('LATE');
  });

  it('changes neither length nor kind of a day’s frame: a day of its midnight alone stays one register', () => {
    const register = new Register();
    register.hours(0, 24, 5);
    register.read(5);
    register.read(48);
    expect(register.frames.at(-1)?.payload.kind).to.equal('single');
    register.hours(49, 72);
    expect(register.carried(3)).to.deep.equal(['5: 60']);
  });

  it('is refused behind 90 that wait', () => {
    const register = new Register();
    register.read(0);
    register.hours(240, 264);
    // One register for ten days: 239 hours that no frame said.
    for (let hour = 1; hour <= WAITING_MAX; hour++) expect(codeOf(register.read(hour)), String(hour)).to.equal('LATE');
    expect(codeOf(register.read(100))).to.equal('LATE_FULL');
    expect(register.memory.late.waiting).to.have.length(WAITING_MAX);
  });

  it('is one too many, and dropped, where a day without its midnight leaves more hours than wait', () => {
    const register = new Register();
    register.read(0);
    register.hours(240, 250);
    for (let hour = 1; hour <= WAITING_MAX; hour++) register.read(hour);
    register.read(270);
    // Of 241 to 249 there is no room for any.
    expect([register.dropped, register.memory.late.waiting.length]).to.deep.equal([9, WAITING_MAX]);
  });

  it('that no packet can reach any more is dropped and counted', () => {
    const register = new Register();
    register.hours(0, 24, 3, 4, 5, 8);
    for (const hour of [3, 4, 5]) register.read(hour);
    register.hours(25, 48);
    expect(register.carried(2)).to.deep.equal(['3: 40', '4: 50']);
    // 45 days and a half are 1,092 hours and a quarter.
    register.hours(1_081, 1_104);
    expect(register.carried(46)).to.deep.equal([]);
    expect(register.dropped).to.equal(1);
    for (const hour of [5, 8]) expect(codeOf(register.read(hour)), String(hour)).to.equal('TIME_NOT_RISING');
  });

  it('that waits while no day packet is made is dropped in time as well, and so is what a meter leaves that was taken away', () => {
    const register = new Register();
    register.hours(0, 24, 3);
    register.read(3);
    // The operator has the register send each reading now.
    register.rules = { ...register.rules, cadence: 'each' };
    register.read(3 + 1_092);
    expect([register.dropped, register.memory.late.waiting.length]).to.deep.equal([0, 1]);
    register.read(3 + 1_093);
    expect([register.dropped, register.memory.late.waiting.length]).to.deep.equal([1, 0]);

    const other = new Register();
    other.hours(0, 24, 3, 4);
    for (const hour of [3, 4]) other.read(hour);
    const { memory } = planLast(other.memory, { removed: undefined, now: october1 + 30n * HOUR }, other.rules);
    expect([other.dropped, memory.late.waiting.length]).to.deep.equal([2, 0]);
  });

  it('is not told to the next owner', () => {
    const register = new Register();
    register.hours(0, 24, 3, 4);
    register.read(3);
    register.owner = '0x02';
    register.hours(25, 48);
    expect(register.carried(2)).to.deep.equal([]);
    expect(register.dropped).to.equal(1);
    expect(codeOf(register.read(4))).to.equal('TIME_NOT_RISING');
    register.hours(49, 72, 60);
    expect(codeOf(register.read(60))).to.equal('LATE');
    register.hours(73, 96);
    expect(register.carried(4)).to.deep.equal(['60: 610']);
  });

  it('is not told to the next owner, and no hour of the day before the register behind which the meter was handed over', () => {
    for (const isAsked of [false, true]) {
      const register = new Register();
      register.hours(0, 36, 27);
      register.answer();
      register.owner = '0x02';
      register.hours(37, 40);
      if (isAsked) register.answer();
      expect(codeOf(register.read(27))).to.equal(isAsked ? 'TIME_NOT_RISING' : 'LATE');
      register.hours(41, 48);
      expect(register.places(2)).to.deep.equal([37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48]);
      expect(register.carried(2)).to.deep.equal([]);
    }
  });

  it('of before a request of the same day is taken into its day', () => {
    const register = new Register();
    register.hours(0, 36, 27);
    register.answer();
    expect(codeOf(register.read(27))).to.equal('LATE');
    register.hours(37, 48);
    expect(register.places(2)).to.have.length(24);
  });

  it('of before anybody had proved whose the meter is, is the first owner’s', () => {
    const register = new Register();
    register.owner = '';
    register.hours(0, 24, 3);
    register.read(3);
    register.owner = '0x02';
    register.hours(25, 48);
    expect(register.carried(2)).to.deep.equal(['3: 40']);
  });
});
