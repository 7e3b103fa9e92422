import { expect } from 'chai';
import { runBill } from '../../../../../core/domain/billing/engine/bill/run-bill.ts';
import { BILL } from './support/sample-bill.ts';

const CASE = { version: '1', pack: 'eu-generic', currency: 'EUR', period: { from: '2026-07-01', to: '2026-08-01' } };

/** What a bill prints, as plain JSON. */
function billOf(json: object) {
  return JSON.parse(JSON.stringify(runBill({ ...CASE, ...json })));
}

function amounts(json: object): string[] {
  return billOf(json).lines.map((line: { amount: string }) => line.amount);
}

const units = (quantity: string, price: object, more: object = {}) => ({
  id: 'u',
  basis: { kind: 'units', quantity },
  price,
  ...more,
});
const rate = (value: string) => ({ kind: 'unit', rate: value });

describe('a bill of components', () => {
  it('of a flat in July has the lines that are counted by hand, each with its act', () => {
    const bill = billOf(BILL);
    const byComponent = Object.groupBy(bill.lines, ({ component }: { component: string; amount: string }) => component);
    const of = (id: string) => byComponent[id]?.map((line) => line.amount);
    // 4.0 m³ past the end of a register of five digits; the hot water of a published case; 154.35 + 329.29 as its source has them.
    expect(of('cold')).to.deep.equal(['220.84']);
    expect([of('hot-cold'), of('hot-heat')]).to.deep.equal([['212.50'], ['626.02']]);
    expect(of('sewage')).to.deep.equal(['332.80']);
    expect([of('day'), of('night')]).to.deep.equal([['720.00'], ['200.00']]);
    expect(of('waste')).to.deep.equal(['280.00', '-63.23']);
    expect([of('upkeep'), of('repair'), of('soi'), of('intercom')]).to.deep.equal([
      ['1743.03'],
      ['797.67'],
      ['96.80'],
      ['60.00'],
    ]);
    expect(of('norm')).to.deep.equal(['154.35', '329.29']);
    expect([bill.net, bill.total, bill.due]).to.deep.equal(['5710.07', '5710.07', '5710.07']);
    expect(bill.derivation.filter((step: { act?: string }) => step.act !== undefined)).to.have.length(15);
  });

  it('is out by the 5th and paid by the 15th since March 2026, for February already; before by the 1st and the 10th', () => {
    const components = [units('1', rate('1'))];
    const of = (pack: string, from: string, to: string) => billOf({ pack, period: { from, to }, components });
    expect(of('ru-2026', '2026-02-01', '2026-03-01')).to.include({ bill_by: '2026-03-05', pay_by: '2026-03-15' });
    expect(of('ru-2026', '2026-01-01', '2026-02-01')).to.include({ bill_by: '2026-02-01', pay_by: '2026-02-10' });
    expect(of('ru-2026', '2026-05-01', '2026-05-16')).to.include({ bill_by: '2026-06-05', pay_by: '2026-06-15' });
    expect(of('ru-2024', '2025-12-01', '2026-01-01')).to.include({ bill_by: '2026-01-01', pay_by: '2026-01-10' });
  });

  it('cuts a metered line where the rate changes: by the reading of that day, else by days', () => {
    const components = [
      {
        id: 'm',
        basis: { kind: 'register', meters: ['m'] },
        price: {
          kind: 'unit',
          rate: [
            { from: '2020-01-01', rate: '1' },
            { from: '2026-07-11', rate: '2' },
          ],
        },
      },
    ];
    const meters = [{ id: 'm' }];
    const ends = [
      { meter: 'm', date: '2026-07-01', value: '0' },
      { meter: 'm', date: '2026-08-01', value: '31' },
    ];
    expect(amounts({ components, meters, readings: ends })).to.deep.equal(['10.00', '42.00']);
    const middle = { meter: 'm', date: '2026-07-11', value: '25' };
    expect(amounts({ components, meters, readings: [...ends, middle] })).to.deep.equal(['25.00', '12.00']);
    // Read by hand on the 25th of both months: no reading on the day of the change, and none at the ends of the month.
    const byHand = [
      { meter: 'm', date: '2026-06-25', value: '0' },
      { meter: 'm', date: '2026-07-25', value: '30' },
    ];
    expect(amounts({ components, meters, readings: byHand })).to.deep.equal(['16.00', '28.00']);
  });

  it('adds up the meters before and after a replacement, and the days of residents who came', () => {
    const readings = [
      { meter: 'old', date: '2026-07-01', value: '990' },
      { meter: 'old', date: '2026-07-12', value: '1000' },
      { meter: 'new', date: '2026-07-12', value: '3' },
      { meter: 'new', date: '2026-08-01', value: '8' },
    ];
    const components = [{ id: 'm', basis: { kind: 'register', meters: ['old', 'new'] }, price: rate('2') }];
    expect(amounts({ meters: [{ id: 'old' }, { id: 'new', factor: '10' }], readings, components })).to.deep.equal([
      '120.00',
    ]);
    const residents = [
      { from: '2020-01-01', count: 1 },
      { from: '2026-07-16', count: 3 },
    ];
    const byNorm = [{ id: 'n', basis: { kind: 'norm', per: 'person', norm: '31' }, price: rate('1') }];
    expect(amounts({ premises: { residents }, components: byNorm })).to.deep.equal(['63.00']);
  });

  it('counts the days of leap years and of clocks that change as days', () => {
    const components = [
      { id: 'f', basis: { kind: 'fixed', per: 'day' }, price: rate('1') },
      { id: 'a', basis: { kind: 'area' }, price: rate('1') },
    ];
    for (const [from, to, days] of [
      ['2024-02-01', '2024-03-01', '29.00'],
      ['2026-02-01', '2026-03-01', '28.00'],
      ['2026-03-01', '2026-04-01', '31.00'],
      ['2017-10-01', '2017-11-01', '31.00'],
    ])
      expect(amounts({ period: { from, to }, premises: { area: '10' }, components })).to.deep.equal([days, '10.00']);
    expect(
      amounts({ period: { from: '2024-02-29', to: '2024-03-01' }, premises: { area: '29' }, components }),
    ).to.deep.equal(['1.00', '1.00']);
  });

  it('estimates: the average for three months, then the norm with the coefficient; the reading that comes takes all of it back', () => {
    const of = (estimate: object) =>
      amounts({
        premises: { residents: 2 },
        meters: [{ id: 'm' }],
        components: [{ id: 'm', basis: { kind: 'register', meters: ['m'], estimate }, price: rate('1') }],
      });
    const before = { volumes_before: ['8', '9', '10'], norm: '7' };
    expect(of({ ...before, months_missed: 2 })).to.deep.equal(['9.00']);
    expect(of({ ...before, months_missed: 3 })).to.deep.equal(['14.00']);
    expect(of({ ...before, months_missed: 3, coefficient: '3' })).to.deep.equal(['42.00']);
    expect(of({ ...before, volumes_before: ['8', '9'] })).to.deep.equal(['14.00']);
    const readings = [
      { meter: 'm', date: '2026-04-01', value: '0' },
      { meter: 'm', date: '2026-08-01', value: '40' },
    ];
    const estimated_before = [
      { period: '2026-04', amount: '9.00' },
      { period: '2026-05', amount: '9.00' },
      { period: '2026-06', amount: '9.00' },
    ];
    const components = [{ id: 'm', basis: { kind: 'register', meters: ['m'], estimated_before }, price: rate('1') }];
    expect(billOf({ meters: [{ id: 'm' }], readings, components }).total).to.equal('13.00');
  });

  it('prices intervals: by zones of the day and week, by hour, by the largest one', () => {
    const at = (date: string, hour: number, quantity: string) => ({ date, hour, quantity });
    // 4 July 2026 is a Saturday.
    const intervals = [
      at('2026-07-03', 8, '1'),
      at('2026-07-03', 23, '2'),
      at('2026-07-04', 8, '4'),
      at('2026-07-04', 6, '8'),
    ];
    const of = (when: object, price: object, kind = 'interval') =>
      amounts({
        series: [{ id: 's', intervals }],
        components: [{ id: 'c', basis: { kind, series: 's' }, price, when }],
      });
    expect(of({ hours: [{ from: 7, to: 23 }] }, rate('1'))).to.deep.equal(['5.00']);
    expect(of({ hours: [{ from: 23, to: 7 }] }, rate('1'))).to.deep.equal(['10.00']);
    expect(of({ weekdays: [6, 7] }, rate('1'))).to.deep.equal(['12.00']);
    expect(of({ months: [1] }, rate('1'))).to.deep.equal([]);
    expect(of({}, rate('1.5'), 'peak')).to.deep.equal(['12.00']);
    expect(of({}, { kind: 'series', rates: ['1', '-1', '0.5', '2'] })).to.deep.equal(['17.00']);
    expect(() => of({}, { kind: 'series', rates: ['1'] })).to.throw('one rate for each interval');
  });

  it('prices tiers of a month over the days there are, packages, limits, what is fed in, and a percentage of others', () => {
    const tiers = [
      { up_to: '310', per_unit: '1' },
      { up_to: null, per_unit: '2' },
    ];
    const period = { from: '2026-07-01', to: '2026-07-11' };
    expect(amounts({ period, components: [units('150', { kind: 'graduated', tiers, prorate: true })] })).to.deep.equal([
      '100.00',
      '100.00',
    ]);
    expect(amounts({ period, components: [units('150', { kind: 'graduated', tiers })] })).to.deep.equal(['150.00']);
    expect(amounts({ components: [units('311', { kind: 'volume', tiers })] })).to.deep.equal(['622.00']);
    expect(amounts({ components: [units('121', { kind: 'package', size: '10', price: '100' })] })).to.deep.equal([
      '1300.00',
    ]);
    expect(amounts({ components: [units('5', rate('1'), { limits: { min: '20' } })] })).to.deep.equal([
      '5.00',
      '15.00',
    ]);
    expect(amounts({ components: [units('50', rate('1'), { limits: { max: '20' } })] })).to.deep.equal([
      '50.00',
      '-30.00',
    ]);
    const fee = { id: 'fee', basis: { kind: 'amount_of', components: ['u'] }, price: rate('0.025') };
    expect(amounts({ components: [units('50', rate('1'), { credit: true }), fee] })).to.deep.equal(['-50.00', '-1.25']);
    expect(
      amounts({ components: [units('31', rate('1'), { valid: { from: '2026-07-11', to: '2026-07-21' } })] }),
    ).to.deep.equal(['10.00']);
    expect(amounts({ components: [units('30', rate('1'), { share: { part: '1', of: '3' } })] })).to.deep.equal([
      '10.00',
    ]);
  });

  it('takes a tax once per rate on the sum of its lines, or finds it in prices that include it', () => {
    const line = (id: string, quantity: string, price: string) => ({
      ...units(quantity, rate(price)),
      id,
      tax: { percent: '20' },
    });
    const bill = billOf({
      components: [line('a', '3', '0.335'), line('b', '7', '0.2849'), line('c', '142.38', '0.28231')],
    });
    expect([bill.net, bill.taxes[0].amount, bill.total]).to.deep.equal(['43.20', '8.64', '51.84']);
    const included = billOf({ components: [units('1', rate('120'), { tax: { percent: '20', included: true } })] });
    expect([included.net, included.taxes[0].amount, included.total]).to.deep.equal(['120.00', '20.00', '120.00']);
  });

  it('rounds each line, or the total alone, as it is told', () => {
    const components = ['a', 'b', 'c'].map((id) => ({ ...units('1', rate('0.335')), id }));
    expect(billOf({ components }).total).to.equal('1.02');
    const once = billOf({ components, rounding: 'half-up, 2 decimals, total rounded once' });
    expect([once.lines[0].amount, once.total]).to.deep.equal(['0.335', '1.01']);
    expect(billOf({ components, rounding: 'half-even, 2 decimals, once per line' }).total).to.equal('1.02');
    expect(billOf({ components, rounding: 'truncated, 2 decimals' }).total).to.equal('0.99');
    expect(billOf({ components, rounding: 'none' }).total).to.equal('1.005');
    const long = '123456789012345678901234567890.125';
    expect(amounts({ components: [units(long, rate('1'))] })).to.deep.equal(['123456789012345678901234567890.13']);
  });

  it('rounds nothing but the total where it is told so, with a tax on top', () => {
    const taxed = units('1', rate('0.335'), { tax: { percent: '20' } });
    const bill = billOf({ components: [taxed], rounding: 'half-up, 2 decimals, total rounded once' });
    expect([bill.net, bill.taxes[0].amount, bill.total]).to.deep.equal(['0.335', '0.067', '0.40']);
    const lines = billOf({ components: [taxed] });
    expect([lines.net, lines.taxes[0].amount, lines.total]).to.deep.equal(['0.34', '0.07', '0.41']);
  });

  it('rounds a budget and an estimate that is taken back, and says so', () => {
    const meters = [{ id: 'm' }];
    const readings = ['2026-07-01', '2026-08-01'].map((date) => ({ meter: 'm', date, value: '5' }));
    const estimated_before = [{ period: '2026-06', amount: '9.005' }];
    const components = [{ id: 'm', basis: { kind: 'register', meters: ['m'], estimated_before }, price: rate('1') }];
    const bill = billOf({ meters, readings, components, budget: { amount: '10.005', balance: '1.115' } });
    expect([bill.lines[1].amount, bill.total, bill.due]).to.deep.equal(['-9.01', '-9.01', '10.01']);
    expect(bill.budget_balance).to.equal('-17.91');
    expect(bill.derivation.at(-2)).to.include({ what: 'due', value: '10.01' });
  });

  it('reduces for full days away of the period what residents are counted by, in whatever order they are told', () => {
    const byNorm = (per: string) => ({ id: 'n', basis: { kind: 'norm', per, norm: '1' }, price: rate('620') });
    const residents = [
      { from: '2026-07-20', count: 4 },
      { from: '2026-01-01', count: 2 },
      { from: '2025-01-01', count: 3 },
    ];
    const away = { kind: 'absence', component: 'n', left: '2026-07-02', returned: '2026-07-13', absent: 1 };
    const of = (more: object) =>
      amounts({
        pack: 'ru-2026',
        premises: { residents, area: '2' },
        acts: [away],
        components: [byNorm('person')],
        ...more,
      });
    // 10 of 31 days of one of two; of the first half alone 10 of 15, although the month has 31.
    expect(of({ premises: { residents: 2 } })).to.deep.equal(['1240.00', '-200.00']);
    expect(of({})[1]).to.equal('-277.42');
    expect(of({ premises: { residents: 2 }, period: { from: '2026-07-01', to: '2026-07-16' } })).to.deep.equal([
      '600.00',
      '-200.00',
    ]);
    expect(() => of({ components: [byNorm('m2')] })).to.throw('n is not counted by residents');
  });

  it('counts what a privilege is within by what was priced, not by lines of limits and acts', () => {
    const privilege = { kind: 'privilege', component: 'u', share: '0.5', within: '1' };
    const components = [units('2', rate('10'), { limits: { min: '40' } })];
    const correction = { kind: 'correction', component: 'u', amount: '0', reason: 'none' };
    const acts = [correction, privilege];
    expect(amounts({ pack: 'ru-2026', components, acts })).to.deep.equal(['20.00', '20.00', '0.00', '-10.00']);
  });

  it('holds what is paid out between the limits of a credit', () => {
    const of = (limits: object) => amounts({ components: [units('50', rate('1'), { credit: true, limits })] });
    expect(of({ min: '60' })).to.deep.equal(['-50.00', '-10.00']);
    expect(of({ max: '40' })).to.deep.equal(['-50.00', '10.00']);
    expect(of({ min: '40', max: '60' })).to.deep.equal(['-50.00']);
  });

  it('owes nothing for a component that holds on no day of the period', () => {
    const tiers = [{ up_to: null, per_unit: '1', flat: '9' }];
    const more = { limits: { min: '20' }, valid: { from: '2026-09-01' } };
    const bill = billOf({ components: [units('31', { kind: 'graduated', tiers }, more)] });
    expect([bill.lines, bill.total]).to.deep.equal([[], '0.00']);
    const months = { when: { months: [1] }, limits: { min: '20' } };
    expect(amounts({ components: [units('31', { kind: 'graduated', tiers }, months)] })).to.deep.equal([]);
  });

  it('says in a step what was computed, and cites the rule that the component names', () => {
    const tiers = [
      { up_to: '100', per_unit: '1' },
      { up_to: null, per_unit: '2', flat: '3' },
    ];
    const of = (price: object, more: object = {}) =>
      billOf({ components: [units('121', price, more)] }).derivation.map(({ formula }: { formula: string }) => formula);
    expect(of({ kind: 'graduated', tiers }).slice(0, 2)).to.deep.equal(['100 × 1 (units)', '21 × 2 + 3 (units)']);
    expect(of({ kind: 'package', size: '10', price: '100' })[0]).to.equal('13 × 100 (units)');
    expect(of(rate('1'), { limits: { max: '20' } }).slice(0, 2)).to.deep.equal(['121 × 1 (units)', '20 − 121']);
    const named = billOf({ components: [units('121', { kind: 'graduated', tiers }, { rule: 'price' })] });
    const plain = billOf({ components: [units('121', rate('1'), { rule: 'price' })] });
    expect(named.derivation[0].point).to.equal(plain.derivation[0].point);
  });

  it('bears its share of intervals that have their own prices', () => {
    const intervals = [0, 1].map((hour) => ({ date: '2026-07-01', hour, quantity: '2' }));
    const component = {
      ...{ id: 's', basis: { kind: 'interval', series: 's' }, price: { kind: 'series', rates: ['1', '3'] } },
      share: { part: '1', of: '4' },
    };
    expect(amounts({ series: [{ id: 's', intervals }], components: [component] })).to.deep.equal(['2.00']);
  });

  it('asks for a budget, keeps the balance, and settles it', () => {
    const components = [units('120', rate('1'))];
    const open = billOf({ components, budget: { amount: '100', balance: '15' } });
    expect([open.total, open.due, open.budget_balance]).to.deep.equal(['120.00', '100.00', '35.00']);
    const settled = billOf({ components, budget: { amount: '100', balance: '-150', settle: true } });
    expect([settled.due, settled.budget_balance]).to.deep.equal(['-30.00', '0.00']);
  });

  it('carries what the house has too little of, and splits the rest by area', () => {
    const needs = (house: string, carried: string) => ({
      id: 'h',
      basis: { kind: 'house_residual', house, taken: ['100'], carried },
      price: rate('6'),
      share: { part: '50', of: '1000' },
    });
    const ru = { pack: 'ru-2026', currency: 'RUB' };
    const negative = billOf({ ...ru, components: [needs('90', '0')] });
    expect(negative.total).to.equal('0.00');
    expect(negative.derivation[0]).to.include({ value: '-10', act: 'Rules 491', tag: 'S' });
    expect(billOf({ ...ru, components: [needs('125', '-10')] }).total).to.equal('4.50');
  });

  it('reduces by acts, and never below nothing; corrections may', () => {
    const ru = { pack: 'ru-2026', currency: 'RUB', components: [units('1', rate('1000'))] };
    const of = (act: object, switches = {}) => amounts({ ...ru, acts: [{ component: 'u', ...act }], switches })[1];
    const breaks = {
      kind: 'breaks',
      hours: ['10', '2'],
      allowed_month: '8',
      allowed_once: '1',
      percent_per_hour: '0.15',
    };
    expect(of(breaks)).to.equal('-6.00');
    expect(of(breaks, { 'quality.breaks': 'once' })).to.equal('-15.00');
    expect(of({ ...breaks, hours: ['744'], percent_per_hour: '10' })).to.equal('-1000.00');
    expect(of({ kind: 'quality', percent: '14.4' })).to.equal('-144.00');
    expect(of({ kind: 'upkeep', full_days: 9 })).to.equal('-290.32');
    expect(of({ kind: 'privilege', share: '0.5' })).to.equal('-500.00');
    expect(of({ kind: 'privilege', share: '0.5', within: '0.4' })).to.equal('-200.00');
    expect(of({ kind: 'correction', amount: '-1200', reason: 'counted twice in May' })).to.equal('-1200.00');
  });
});
