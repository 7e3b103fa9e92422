import { expect } from 'chai';
import {
  localDate,
  localHour,
  nextPeriod,
  periodOf,
  periodOfFrame,
  periodStart,
  previousPeriod,
  startOfLocalDate,
} from '../../../../core/domain/billing/period.ts';
import { refusal } from '../../../support/refusal.ts';

const NO_PERIODS = [202600, 202613, 200000, 200012 - 100, 199912, 999913, 1_000_001, 202601.5, Number.NaN];

function at(iso: string): bigint {
  return BigInt(Date.parse(iso) / 1000);
}

describe('billing periods', () => {
  it('refuse what is no month of a year', async () => {
    for (const period of NO_PERIODS) {
      expect(await refusal(() => nextPeriod(period)), String(period)).to.equal('PERIOD_INVALID');
      expect(await refusal(() => previousPeriod(period)), String(period)).to.equal('PERIOD_INVALID');
      expect(await refusal(() => periodStart(period, 'Europe/Moscow')), String(period)).to.equal('PERIOD_INVALID');
    }
  });

  it('refuse dates of another form and days that no calendar has', async () => {
    for (const date of ['2026-1-01', '20260101', '2026-01-01T00:00', '', '2026-02-29', '2026-04-31', '2026-01-00'])
      expect(await refusal(() => startOfLocalDate(date, 'Europe/Berlin')), date).to.equal('DATE_INVALID');
    expect(await refusal(() => startOfLocalDate('2026-13-01', 'Europe/Berlin'))).to.equal('PERIOD_INVALID');
  });

  it('go from the first month to the last and across years', () => {
    expect([nextPeriod(202611), nextPeriod(202612), nextPeriod(200001)]).to.deep.equal([202612, 202701, 200002]);
    expect([previousPeriod(202602), previousPeriod(202601), previousPeriod(999912)]).to.deep.equal([
      202601, 202512, 999911,
    ]);
    expect(periodStart(200001, 'UTC')).to.equal(at('2000-01-01T00:00:00Z'));
  });

  it('begin at local midnight, also where the clock changes on that day or jumps over midnight', () => {
    expect(periodStart(202610, 'Europe/Moscow')).to.equal(at('2026-09-30T21:00:00Z'));
    expect(startOfLocalDate('2026-03-29', 'Europe/Berlin')).to.equal(at('2026-03-28T23:00:00Z'));
    expect(startOfLocalDate('2026-03-30', 'Europe/Berlin')).to.equal(at('2026-03-29T22:00:00Z'));
    expect(startOfLocalDate('2026-10-26', 'Europe/Berlin')).to.equal(at('2026-10-25T23:00:00Z'));
    expect(startOfLocalDate('2024-04-01', 'Australia/Sydney')).to.equal(at('2024-03-31T13:00:00Z'));
  });

  it('begin with the change where clocks go forward over midnight, and nothing throws there', () => {
    const days: [string, string, string][] = [
      ['2017-10-01', 'America/Asuncion', '2017-10-01T04:00:00Z'],
      ['2023-10-01', 'America/Asuncion', '2023-10-01T04:00:00Z'],
      ['2026-03-29', 'Atlantic/Azores', '2026-03-29T01:00:00Z'],
      ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00Z'],
      ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00Z'],
    ];
    for (const [date, zone, iso] of days) {
      expect(startOfLocalDate(date, zone), zone).to.equal(at(iso));
      expect([localDate(at(iso), zone), localDate(at(iso) - 1n, zone) < date]).to.deep.equal([date, true]);
    }
    expect(periodOf(periodStart(201710, 'America/Asuncion'), 'America/Asuncion')).to.equal(201710);
  });

  it('take a reading at midnight of the first into the month before', () => {
    const midnight = at('2026-09-30T21:00:00Z');
    expect([periodOf(midnight, 'Europe/Moscow'), periodOfFrame(midnight, 'Europe/Moscow')]).to.deep.equal([
      202610, 202609,
    ]);
    expect(localDate(midnight, 'Europe/Moscow')).to.equal('2026-10-01');
  });

  it('are of the date and hour that Intl shows, to the second before and after each change of a clock since 2000', () => {
    let changes = 0;
    for (const zone of [
      'Europe/Moscow',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
      'Pacific/Apia',
      'Asia/Kathmandu',
    ]) {
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      const shown = (time: number): [string, number] => {
        const [date = '', clock = ''] = format.format(time * 1000).split(' ');
        return [date, Number(clock.slice(0, 2))];
      };
      const ahead = (time: number): number =>
        Date.parse(`${format.format(time * 1000).replace(' ', 'T')}Z`) / 1000 - time;
      const day = 86_400;
      for (let time = Date.UTC(2000, 0, 1) / 1000; time < Date.UTC(2031, 0, 1) / 1000; time += day) {
        let [before, after] = [time, time + day];
        if (ahead(before) === ahead(after)) continue;
        while (after - before > 1) {
          const middle = Math.floor((before + after) / 2);
          if (ahead(middle) === ahead(time)) before = middle;
          else after = middle;
        }
        changes++;
        for (const at of [before - 1, before, after, after + 1, after + 3_599, after + 3_600])
          expect([localDate(BigInt(at), zone), localHour(BigInt(at), zone)], `${zone} ${at}`).to.deep.equal(shown(at));
      }
    }
    expect(changes).to.be.greaterThan(200);
  });
});
