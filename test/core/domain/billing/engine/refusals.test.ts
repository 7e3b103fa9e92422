import { expect } from 'chai';
import { addWorkingDays } from '../../../../../core/domain/billing/engine/calendar/working-days.ts';
import { dayOf, monthDays } from '../../../../../core/domain/billing/engine/calendar/day.ts';
import { divide, exact, ONE, ZERO } from '../../../../../core/domain/billing/engine/number/exact.ts';
import { parseRounding } from '../../../../../core/domain/billing/engine/number/parse-rounding.ts';
import { formatFixed } from '../../../../../core/domain/billing/engine/number/rounding-rule.ts';
import { exactShares } from '../../../../../core/domain/billing/engine/number/shares.ts';
import {
  packAt,
  packByName,
  parsePack,
  ruleAt,
  valueOf,
} from '../../../../../core/domain/billing/engine/packs/pack.ts';
import { stretches } from '../../../../../core/domain/billing/engine/price/dated.ts';
import { graduatedParts } from '../../../../../core/domain/billing/engine/price/tiers.ts';
import { runAnyCase } from '../../../../../core/domain/billing/engine/run-any-case.ts';
import { createTrace } from '../../../../../core/domain/billing/engine/trace.ts';
import { estimateVolume } from '../../../../../core/domain/billing/engine/volume/estimate.ts';
import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { BILL } from './support/sample-bill.ts';

/** Code and message of what is thrown. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}

function ofFamily(family: string, inputs: unknown, more: Record<string, unknown> = {}): string {
  return refusal(() => runAnyCase({ id: 'x', pack: 'ru', family, inputs, rounding: 'none', ...more }));
}

function ofBill(change: Record<string, unknown>): string {
  return refusal(() => runAnyCase({ ...structuredClone(BILL), ...change }));
}

describe('bill engine: what it refuses', () => {
  it('unknown fields, families, packs, readings of the law and roundings, by their path', () => {
    const inputs = { units: '1', package: '10', price: '1' };
    expect(ofFamily('packages', { ...inputs, extra: '1' })).to.match(/^CASE_INVALID inputs\.extra: is unknown/);
    expect(ofFamily('packages', inputs, { surprise: 1 })).to.match(/^CASE_INVALID surprise: is unknown/);
    expect(refusal(() => runAnyCase(null))).to.match(/^CASE_INVALID the case: /);
    expect(ofFamily('no_family', inputs)).to.match(/^FAMILY_UNKNOWN family: "no_family"/);
    expect(ofFamily('packages', inputs, { pack: 'mars' })).to.match(/^PACK_UNKNOWN pack: "mars"/);
    expect(ofFamily('packages', inputs, { switches: { 'no.such': 'x' } })).to.match(
      /^SWITCH_UNKNOWN switches\.no\.such/,
    );
    expect(ofFamily('packages', inputs, { switches: { 'quality.steps': 'x' } })).to.match(/^SWITCH_UNKNOWN/);
    expect(ofFamily('packages', inputs, { rounding: 'by the moon' })).to.match(
      /^ROUNDING_UNKNOWN rounding: "by the moon"/,
    );
    expect(refusal(() => parseRounding('2 decimals, sometimes'))).to.match(/^ROUNDING_UNKNOWN/);
  });

  it('numbers that are none: floats, signs where there can be none, words, what is too long', () => {
    const inputs = { units: '1', package: '10', price: '1' };
    for (const units of [1.5, '-1', '1e3', '1,5', '', ' 1', '.5', 'NaN', null, true, '1'.repeat(10_001)])
      expect(ofFamily('packages', { ...inputs, units }), String(units).slice(0, 20)).to.match(
        /^CASE_INVALID inputs\.units: /,
      );
    expect(ofFamily('packages', { ...inputs, package: '0' })).to.match(/^CASE_INVALID inputs\.package: /);
    expect(ofFamily('packages', { ...inputs, package: '0.00' })).to.match(/^CASE_INVALID inputs\.package: /);
  });

  it('values that cannot be', () => {
    const away = {
      absent: 1,
      residents: 2,
      norm_per_person: '4',
      rate: '5',
      meter: false,
      act_of_technical_impossibility: true,
    };
    expect(ofFamily('absence', { ...away, left: '2026-02-30', returned: '2026-03-09' })).to.match(
      /^CASE_INVALID inputs\.left: /,
    );
    expect(ofFamily('absence', { ...away, left: '2026-03-09', returned: '2026-03-01' })).to.match(
      /^ABSENCE_INVALID returned: /,
    );
    expect(ofFamily('absence', { ...away, absent: 3, left: '2026-03-01', returned: '2026-03-09' })).to.match(
      /inputs\.absent: /,
    );
    const needs = { house_meter: '9', area_m2: '60', area_total_m2: '50', rate: '1' };
    expect(ofFamily('house_needs_meter', needs)).to.match(/^CASE_INVALID inputs\.area_m2: /);
    expect(ofFamily('house_needs_meter', { ...needs, area_total_m2: '0' })).to.match(
      /^CASE_INVALID inputs\.area_total_m2: /,
    );
    const carry = { house_meter: ['1', '2'], sum_of_premises: ['1'], area_m2: '1', area_total_m2: '2', rate: '1' };
    expect(ofFamily('house_needs_carry', carry)).to.match(/^CASE_INVALID inputs\.sum_of_premises: /);
    expect(ofFamily('house_needs_carry', { ...carry, sum_of_premises: ['1', '1'], carry_at_start: '5' })).to.match(
      /carry_at_start/,
    );
    const upkeep = { price_of_service_in_month: '1', days_in_month: 30, full_days_of_breach: 31 };
    expect(ofFamily('upkeep_reduction', upkeep)).to.match(/^CASE_INVALID inputs\.full_days_of_breach: /);
    expect(ofFamily('upkeep_reduction', { ...upkeep, days_in_month: 32 })).to.match(
      /^CASE_INVALID inputs\.days_in_month: /,
    );
    const split = { total: '1', base_share: '1.2', areas_m2: ['1'], consumption: ['1'] };
    expect(ofFamily('heat_cost_split', split, { pack: 'eu' })).to.match(
      /^CASE_INVALID inputs\.base_share: is more than 1/,
    );
    expect(ofFamily('heat_cost_split', { ...split, base_share: '0.5', consumption: [] }, { pack: 'eu' })).to.match(
      /inputs\.consumption/,
    );
    expect(ofFamily('house_cost_shares', { costs: ['1'] }, { pack: 'eu' })).to.match(/^CASE_INVALID inputs\.areas: /);
    expect(ofFamily('house_cost_shares', { costs: ['1'], shares_percent: ['60', '60'] }, { pack: 'eu' })).to.match(
      /more than all/,
    );
    expect(ofFamily('house_cost_shares', { costs: ['1'], areas: ['0', '0'] }, { pack: 'eu' })).to.match(
      /^CASE_INVALID inputs\.areas: /,
    );
    expect(ofFamily('heat_cost_split', { ...split, base_share: '0.5', areas_m2: ['0'] }, { pack: 'eu' })).to.match(
      /inputs\.areas_m2: /,
    );
    expect(ofFamily('failed_meter', failed({ months: ['2026-02', '2026-04'] }))).to.match(
      /^CASE_INVALID inputs\.months\.1: /,
    );
    expect(ofFamily('failed_meter', failed({ months: ['2026-13'] }))).to.match(/^CASE_INVALID inputs\.months\.0: /);
  });

  it('a heat bill by use where nothing was counted, when it is told to', () => {
    const inputs = { total: '10', base_share: '0.3', areas_m2: ['1', '1'], consumption: ['0', '0'] };
    const switches = { 'heat.no-use': 'refuse' };
    expect(ofFamily('heat_cost_split', inputs, { pack: 'eu', switches })).to.match(/^HEAT_NOT_COUNTED/);
    expect(ofFamily('heat_cost_split', inputs, { pack: 'eu' })).to.equal('nothing was refused');
  });

  it('tiers that do not rise, or end too early', () => {
    const tiers = (...bounds: (string | null)[]) => bounds.map((up_to) => ({ up_to, per_unit: '1' }));
    expect(ofFamily('tiers_graduated', { units: '1', tiers: tiers('5', '5', null) })).to.match(
      /^TIERS_INVALID tiers\.1\.up_to/,
    );
    expect(ofFamily('tiers_graduated', { units: '1', tiers: tiers(null, '5') })).to.match(
      /^TIERS_INVALID tiers\.0\.up_to/,
    );
    expect(ofFamily('tiers_volume', { units: '6', tiers: tiers('5') })).to.match(/^TIERS_EXCEEDED/);
    expect(refusal(() => graduatedParts(exact('6'), [{ upTo: exact('5'), perUnit: ONE, flat: ZERO }]))).to.match(
      /^TIERS_EXCEEDED/,
    );
  });

  it('registers that fall, are read once, or show more digits than they have', () => {
    const readings = (...values: string[]) =>
      values.map((value, day) => ({ meter: 'm', date: `2026-07-0${day + 1}`, value }));
    const meter = (digits?: number) => [digits === undefined ? { id: 'm' } : { id: 'm', digits }];
    const components = [{ id: 'm', basis: { kind: 'register', meters: ['m'] }, price: { kind: 'unit', rate: '1' } }];
    const about = { components, acts: [] };
    expect(ofBill({ ...about, meters: meter(), readings: readings('9', '3') })).to.match(
      /^REGISTER_FELL readings of m: /,
    );
    expect(ofBill({ ...about, meters: meter(5), readings: readings('60000', '20000') })).to.match(/^REGISTER_FELL/);
    expect(ofBill({ ...about, meters: meter(2), readings: readings('99', '100') })).to.match(/^READING_TOO_LONG/);
    expect(ofBill({ ...about, meters: meter(), readings: readings('9') })).to.match(
      /^READINGS_TOO_FEW components of id m/,
    );
    const estimate = { volumes_before: ['1', '2'] };
    const estimated = [{ ...components[0], basis: { kind: 'register', meters: ['m'], estimate } }];
    expect(ofBill({ ...about, meters: meter(), readings: [], components: estimated })).to.match(/^ESTIMATE_IMPOSSIBLE/);
    const args = { index: 0, average: null, periods: 3, norm: null, coefficient: ONE };
    expect(refusal(() => estimateVolume(args))).to.match(/^ESTIMATE_IMPOSSIBLE/);
  });

  it('bills whose parts do not fit each other, by their path', () => {
    expect(ofBill({ version: '2' })).to.match(/^CASE_INVALID version: /);
    expect(ofBill({ period: { from: '2026-07-01', to: '2026-07-01' } })).to.match(/^CASE_INVALID period\.to: /);
    expect(ofBill({ pack: 'ru-2024' })).to.match(/^PACK_UNKNOWN pack: ru-2024 is not for/);
    expect(ofBill({ components: [BILL.components[0], BILL.components[0]] })).to.match(
      /^CASE_INVALID components\.1\.id: /,
    );
    expect(ofBill({ components: [BILL.components[2]], acts: [] })).to.match(
      /^CASE_INVALID components\.0\.basis\.components\.0/,
    );
    const fee = { id: 'fee', basis: { kind: 'amount_of', components: [BILL.components[0]?.id] } };
    const withFee = (more: object): string =>
      ofBill({ components: [...BILL.components, { ...fee, price: { kind: 'unit', rate: '0.1' }, ...more }] });
    const at = BILL.components.length;
    expect(withFee({ share: { part: '1', of: '2' } })).to.match(
      new RegExp(`^CASE_INVALID components\\.${at}\\.share: `),
    );
    expect(withFee({ valid: { from: '2026-07-02' } })).to.match(
      new RegExp(`^CASE_INVALID components\\.${at}\\.valid: `),
    );
    expect(withFee({ when: { months: [7] } })).to.match(new RegExp(`^CASE_INVALID components\\.${at}\\.when: `));
    const rates = ['2026-07-01', '2026-07-02'].map((from) => ({ from, rate: '0.1' }));
    expect(withFee({ price: { kind: 'unit', rate: rates } })).to.match(
      new RegExp(`^CASE_INVALID components\\.${at}\\.price\\.rate: `),
    );
    expect(ofBill({ meters: [] })).to.match(/^CASE_INVALID components\.0\.basis\.meters\.0/);
    expect(ofBill({ acts: [{ kind: 'upkeep', component: 'nothing', full_days: 1 }] })).to.match(
      /^CASE_INVALID acts\.0\.component/,
    );
    expect(ofBill({ acts: [{ kind: 'upkeep', component: 'upkeep', full_days: 32 }] })).to.match(/^CASE_INVALID acts: /);
    expect(ofBill({ acts: [{ ...BILL.acts[0], component: 'upkeep' }] })).to.match(
      /^CASE_INVALID acts: upkeep is not counted/,
    );
    expect(ofBill({ premises: { area: '54.30' } })).to.match(/^CASE_INVALID premises\.residents: /);
    const late = [{ from: '2026-07-02', rate: '1' }];
    const component = { ...BILL.components[7], price: { kind: 'unit', rate: late } };
    expect(ofBill({ components: [component], acts: [] })).to.match(/^DATED_INVALID .*nothing holds on 2026-07-01/);
    const twice = [0, 0].map(() => ({ from: 5, value: ONE }));
    expect(refusal(() => stretches(twice, { from: 6, to: 7, path: 'x' }))).to.match(/^DATED_INVALID x: two values/);
  });

  it('accounts that name bills that are not there, or have no rate for a day', () => {
    const bill = { id: 'a', due: '2026-01-15', lines: ['100'] };
    const account = (change: object) => ({ account: { as_of: '2026-06-01', bills: [bill], ...change } });
    expect(ofBill(account({ payments: [{ date: '2026-02-01', amount: '1', bill: 'b' }] }))).to.match(
      /^ACCOUNT_INVALID/,
    );
    expect(ofBill(account({ bills: [bill, bill] }))).to.match(/^ACCOUNT_INVALID account\.bills/);
    expect(ofBill(account({ key_rates: [{ from: '2027-01-01', rate: '9' }] }))).to.match(
      /^ACCOUNT_INVALID account\.key_rates/,
    );
  });

  it('to show a number without all its digits', () => {
    expect(refusal(() => formatFixed(exact('1.005'), 2))).to.match(/^DECIMAL_INEXACT 1\.005 has more than 2 decimals/);
    expect(formatFixed(exact('1.0050'), 3)).to.equal('1.005');
    expect(formatFixed(exact('-7'), 2)).to.equal('-7.00');
  });

  it('payments and lines of debts that are finer than the rounding', () => {
    const rounding = 'half-up, 2 decimals';
    expect(ofFamily('payment_allocation', { lines: ['1', '0.005'], payments: ['1'] }, { rounding })).to.match(
      /^CASE_INVALID inputs\.lines\.1: has more than 2 decimals/,
    );
    expect(ofFamily('payment_allocation', { lines: ['1'], payments: ['0.005'] }, { rounding })).to.match(
      /^CASE_INVALID inputs\.payments\.0: /,
    );
  });

  it('dates, months and years that are not known', () => {
    expect(refusal(() => dayOf('2026-02-29'))).to.match(/^DATE_INVALID/);
    expect(refusal(() => monthDays('2026-00'))).to.match(/^PERIOD_INVALID/);
    expect(refusal(() => addWorkingDays(dayOf('2030-01-01'), 1))).to.match(/^CALENDAR_UNKNOWN/);
  });

  it('packs that are not of their form, and what a pack does not say', () => {
    const pack = { name: 'xx-1', country: 'xx', from: '2026-01-01', to: null, rules: [], switches: [] };
    const rounding = { mode: 'half-up', decimals: '2', place: 'line' };
    expect(parsePack({ ...pack, rounding }).name).to.equal('xx-1');
    expect(refusal(() => parsePack({ ...pack, rounding: { ...rounding, mode: 'odd' } }))).to.match(/^PACK_INVALID/);
    expect(refusal(() => parsePack(pack))).to.match(/^PACK_INVALID .*rounding is missing/);
    const rule = { id: 'a', act: 'b', point: 'c', tag: 'rumour' };
    expect(refusal(() => parsePack({ ...pack, rounding, rules: [rule] }))).to.match(/^PACK_INVALID/);
    const open = { id: 'a', default: 'x', values: ['y'], why: 'z' };
    expect(refusal(() => parsePack({ ...pack, rounding, switches: [open] }))).to.match(/^PACK_INVALID/);
    expect(refusal(() => packAt('ru', '1999-01-01'))).to.match(/^PACK_UNKNOWN/);
    const ru = packByName('ru-2026');
    expect(refusal(() => ruleAt(ru, 'no.such.rule', '2026-01-01'))).to.match(/^RULE_MISSING/);
    expect(refusal(() => valueOf(ruleAt(ru, 'penalty', '2026-01-01'), 'nothing'))).to.match(/^RULE_MISSING/);
    expect(refusal(() => createTrace({ pack: ru, date: '2026-01-01' }).reading('nothing'))).to.match(/^SWITCH_UNKNOWN/);
  });

  it('no basis, family or act in any pack: each has a row for every rule and reading that another has', () => {
    const [first, ...others] = ['ru-2024', 'ru-2026', 'eu-generic'].map(packByName);
    const ids = (list: readonly { id: string }[] = []) =>
      [...new Set(list.map(({ id }) => id))].filter((id) => !/\.(at|de)$/.test(id)).sort();
    for (const pack of others) {
      expect(ids(pack.rules), pack.name).to.deep.equal(ids(first?.rules));
      expect(ids(pack.switches), pack.name).to.deep.equal(ids(first?.switches));
    }
  });

  it('shares of nothing, and negative ones', () => {
    expect(refusal(() => divide(ONE, ZERO))).to.match(/^DIVISION_BY_ZERO/);
    expect(refusal(() => exactShares(ONE, [ONE, exact('-1')]))).to.match(/^SHARE_NEGATIVE/);
  });
});

function failed(change: object): object {
  const inputs = {
    resource: 'cold_water',
    monthly_volumes_before: ['1', '1', '1'],
    residents: 1,
    norm_per_person: '1',
    rate: '1',
  };
  return { ...inputs, ...change };
}
