import { expect } from 'chai';
import { dailyUse, hourlyUse, usesOf } from '../../../app/web/src/resident/daily-use.ts';
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

  it('splits a day packet into hours', () => {
    const packet = reading(2n, midnight('2026-11-02'), 60n, { kind: 'day', exponent: 0, mantissas: [10n, 30n, 60n] });
    expect(hourlyUse(packet, 4n)).to.deep.equal([6n, 20n, 30n]);
    expect(hourlyUse(packet, undefined)).to.deep.equal([0n, 20n, 30n]);
  });
});
