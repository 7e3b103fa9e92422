import { expect } from 'chai';
import { dailyUse, hourlyUse, refusedLate, usesOf } from '../../../app/web/src/resident/daily-use.ts';
import type { OpenReading } from '../../../app/web/src/resident/daily-use.ts';
import { localDate, startOfLocalDate } from '../../../core/domain/billing/period.ts';
import type { Payload } from '../../../core/domain/reading/payload.ts';
import type { OpenedReading } from '../../../core/domain/reading/open-readings.ts';
import { makeFrames } from '../../core/domain/resident/bill-fixture.ts';

const ZONE = 'Europe/Moscow';
const [sample] = makeFrames([1n, 2n]);

function reading(
  sequence: bigint,
  time: bigint,
  value: bigint,
  payload?: Payload,
): Extract<OpenedReading, { state: 'opened' }> {
  if (sample === undefined) throw new Error('no frame');
  const frame = { ...sample.frame, sequence, time };
  return {
    meterId: sample.meterId,
    obis: sample.obis,
    frame,
    state: 'opened',
    payload: payload ?? { kind: 'single', exponent: 0, mantissa: value },
    value,
    blinding: 0n,
  };
}
const midnight = (date: string): bigint => startOfLocalDate(date, ZONE);
const dayOf = (time: bigint): string => localDate(time, ZONE);

describe('use by day', () => {
  it('leaves out a stretch that is longer than a day, and readings that do not open', () => {
    const closed: OpenedReading = {
      ...reading(2n, midnight('2026-11-03'), 0n),
      state: 'closed',
      code: 'PERIOD_KEY_MISSING',
      message: '',
    };
    const readings = [reading(1n, midnight('2026-11-02'), 100n), closed, reading(3n, midnight('2026-11-04'), 190n)];
    expect(dailyUse(readings, dayOf)).to.deep.equal([]);
    expect(usesOf(readings).map(({ used }) => used)).to.deep.equal([90n]);
  });

  it('counts a reading at midnight to the day that it ends, and joins a day that a monthly reading splits', () => {
    const readings = [
      reading(1n, midnight('2026-10-31'), 100n),
      reading(2n, midnight('2026-11-01') - 3600n, 130n),
      reading(3n, midnight('2026-11-01'), 135n),
      reading(4n, midnight('2026-11-02'), 165n),
    ];
    const days = dailyUse(readings, dayOf).map(({ day, used }) => [day, used]);
    expect(days).to.deep.equal([
      ['2026-10-31', 35n],
      ['2026-11-01', 30n],
    ]);
  });

  it('puts a midnight that came late between its two days', () => {
    const readings = [
      reading(1n, midnight('2026-11-01'), 100n),
      reading(2n, midnight('2026-11-02') - 3600n, 130n),
      reading(3n, midnight('2026-11-03'), 160n, dayOfHours([155n, 160n], [[24n, 132n]])),
    ];
    expect(dailyUse(readings, dayOf).map(({ day, used }) => [day, used])).to.deep.equal([
      ['2026-11-01', 32n],
      ['2026-11-02', 28n],
    ]);
  });
});

describe('use by hour', () => {
  const END = midnight('2026-11-02');
  /** Each hour as use, over how many hours, and whether it came late; `?` for an hour that is not known. */
  const told = (readings: OpenReading[], of = 1): string[] =>
    hourlyUse(readings[of] ?? opening, readings, ZONE).map(
      ({ used, hours, late }) => `${used ?? '?'}${hours > 1 ? `/${hours}` : ''}${late ? ' late' : ''}`,
    );
  const unread = (count: number): undefined[] => Array.from({ length: count }, () => undefined);
  const opening = reading(1n, midnight('2026-11-01'), 4n);

  it('is that of the hours that were read; one behind hours that were not is of them together', () => {
    const packet = reading(2n, END, 60n, dayOfHours([10n, ...unread(21), 30n, 60n]));
    expect(told([opening, packet])).to.deep.equal(['6', ...unread(21).map(() => '?'), '20/22', '30']);
    expect(told([packet], 0)[0]).to.equal('?');
    expect(told([opening, reading(2n, END, 60n)])).to.deep.equal([]);
  });

  it('has a late value in its hour, marked, and the bill’s register as it was', () => {
    const packet = reading(2n, END, 60n, dayOfHours([10n, ...unread(21), 30n, 60n]));
    const next = reading(3n, midnight('2026-11-03'), 90n, dayOfHours([...unread(23), 90n], [[46n, 17n]]));
    const readings = [opening, packet, next];
    expect(told(readings).slice(0, 3)).to.deep.equal(['6', '7 late', '?']);
    expect(told(readings)[22]).to.equal('13/21');
    expect(readings.map(({ value }) => value)).to.deep.equal([4n, 60n, 90n]);
    expect(refusedLate(packet, readings, ZONE)).to.deep.equal([]);
  });

  it('does not take a late value that cannot be, and names it beside its day', () => {
    const packet = reading(2n, END, 60n, dayOfHours([10n, ...unread(21), 30n, 60n]));
    const next = reading(3n, midnight('2026-11-03'), 90n, dayOfHours([...unread(23), 90n], [[46n, 31n]]));
    const readings = [opening, packet, next];
    expect(told(readings)[1]).to.equal('?');
    const time = END - 22n * 3600n;
    expect(refusedLate(packet, readings, ZONE)).to.deep.equal([{ time, value: 31n, code: 'LATE_IMPLAUSIBLE' }]);
    expect(refusedLate(next, readings, ZONE)).to.deep.equal([]);
  });

  it('names a late value that contradicts a frame, and not one that repeats it', () => {
    const packet = reading(2n, END, 60n, dayOfHours([10n, ...unread(21), 30n, 60n]));
    const last = END - 3600n;
    for (const [value, named] of [
      [31n, [{ time: last, value: 31n, code: 'LATE_KNOWN' }]],
      [30n, []],
    ] as const) {
      const next = reading(3n, midnight('2026-11-03'), 90n, dayOfHours([...unread(23), 90n], [[25n, value]]));
      expect(refusedLate(packet, [opening, packet, next], ZONE)).to.deep.equal(named);
      expect(told([opening, packet, next])[22]).to.equal('20/22');
    }
  });

  it('of a day that went as one register is shown where something of it came late', () => {
    const packet = reading(3n, midnight('2026-11-03'), 90n, dayOfHours([...unread(23), 90n], [[46n, 9n]]));
    const readings = [opening, reading(2n, END, 60n), packet];
    expect(told(readings).slice(0, 3)).to.deep.equal(['?', '5/2 late', '?']);
    expect(told(readings)[23]).to.equal('51/22');
  });
});

/** A packet of these places, and registers that came late, by hours back. */
function dayOfHours(mantissas: (bigint | undefined)[], late: [hours: bigint, mantissa: bigint][] = []): Payload {
  return {
    kind: 'day',
    exponent: 0,
    mantissas,
    late: late.map(([hours, mantissa]) => ({ back: Number(hours) * 60, mantissa })),
  };
}
