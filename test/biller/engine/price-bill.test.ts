import { expect } from 'chai';
import type { FactContent } from '../../../biller/engine/fact-shapes.ts';
import type { Occasion } from '../../../biller/engine/occasion.ts';
import { priceBill } from '../../../biller/engine/price-bill.ts';
import { runAnyCase } from '../../../core/domain/billing/engine/run-any-case.ts';
import { TEXT_BYTES } from '../../../core/domain/billing/bill.ts';
import { formatAmount, parseAmount } from '../../../core/domain/billing/money.ts';
import { startOfLocalDate } from '../../../core/domain/billing/period.ts';
import { utf8 } from '../../../core/domain/bytes/hex.ts';
import {
  CONTRACT,
  meteredTerms,
  normTerms,
  PROVIDER,
  TIME_ZONE,
  upkeepTerms,
} from '../../core/domain/billing/bill-sample.ts';
import { refusal } from '../../support/refusal.ts';
import { entered, occasion } from '../support/occasion.ts';

const PERIOD = '2026-10';
const contract = CONTRACT;

/** Label, amount and point of each line, where the biller knows these facts. */
function lines(over: Partial<Occasion>, ...facts: FactContent[]): [number, string, string][] {
  const { lines: found } = priceBill(occasion({ ...over, facts: entered(...facts) }));
  return found.map(({ label, amount, derivation }) => [label, formatAmount(amount), derivation?.point ?? '']);
}

/** Rates of the terms' own service, each from a day of October 2026. */
function rates(
  terms: { resource: string },
  ...list: [day: string, mantissa: bigint, exponent: number][]
): Occasion['rates'] {
  return list.map(([day, mantissa, exponent]) => ({
    ...{ provider: PROVIDER, resource: Number(terms.resource), zone: 0, mantissa, exponent },
    validFrom: startOfLocalDate(`2026-10-${day}`, TIME_ZONE),
  }));
}

const impossible = normTerms({ installation: 'impossible' });
const heat = normTerms({ resource: '4', unit: '3', exponent: '6', norm: '62800000', area: '54.30' });
const heated = { terms: heat, rates: rates(heat, ['01', 5n, -1]) };
const upkeep = upkeepTerms({ area: '54.30' });
const company = { terms: upkeep, isCompany: true, rates: rates(upkeep, ['01', 3_215n, -2]) };
const needs = (over: object = {}): FactContent => ({
  ...{ kind: 'house-needs', resource: 'coldWater', period: PERIOD, unit: 'm3', house: '620', taken: ['500', '20'] },
  ...{ area: '5430', ...over },
});
const tariff: FactContent = { kind: 'tariff', resource: 'coldWater', from: '2026-01-01', unit: 'm3', price: '50.93' };

describe('the lines of a bill that the contract does not compute', () => {
  it('refuse a month whose heat nobody entered, a unit of another quantity, house needs without price or area', async () => {
    expect(await refusal(() => lines(heated))).to.equal('HOUSE_FACT_MISSING');
    const other: FactContent = { kind: 'house-heat', period: '2026-09', unit: 'GJ', volume: '1', area: '5430' };
    const season: FactContent = { kind: 'heating-season', from: '2026-10-01', to: '2027-05-01' };
    expect(await refusal(() => lines(heated, other, season))).to.equal('HOUSE_FACT_MISSING');
    expect(await refusal(() => lines(heated, { ...other, period: PERIOD, unit: 'm3' }))).to.equal('FACT_UNIT');
    expect(await refusal(() => lines({ ...heated, terms: { ...heat, area: '0' } }, season))).to.equal('AREA_MISSING');
    expect(await refusal(() => lines(company, needs()))).to.equal('TARIFF_MISSING');
    const later: FactContent = { ...tariff, from: '2026-10-02' };
    expect(await refusal(() => lines(company, needs(), later))).to.equal('TARIFF_MISSING');
    const areaUnknown = { ...company, terms: { ...upkeep, area: '0' } };
    expect(await refusal(() => lines(areaUnknown, needs(), tariff))).to.equal('AREA_MISSING');
    expect(await refusal(() => lines({ terms: { ...impossible, norm: null } }))).to.equal('NORM_MISSING');
    expect(await refusal(() => lines({ ...heated, terms: { ...heat, norm: null } }, season))).to.equal('NORM_MISSING');
  });

  it('refuse an act that changes one line of a contract that has several, or none', async () => {
    const two = [
      { quantity: '10', price: '3' },
      { quantity: '5', price: '2' },
    ];
    const within: FactContent = { kind: 'privilege', contract, from: '2026-01-01', share: '0.5', within: '3' };
    expect(await refusal(() => lines({ terms: meteredTerms(), metered: two }, within))).to.equal('FACT_UNFIT');
    const away: FactContent = { kind: 'absence', contract, left: '2026-10-01', returned: '2026-10-20', absent: 1 };
    expect(await refusal(() => lines({ terms: meteredTerms(), metered: two }, away))).to.equal('FACT_UNFIT');
  });

  it('count a norm with its coefficient, and each part of the month at its own rate', () => {
    // 9.49 m³: 14 of 31 days at 53.17, 17 at 60; the coefficient of 3 adds as much twice.
    const changed = { rates: rates(normTerms(), ['01', 5_317n, -5], ['15', 6n, -2]) };
    const base = [(9.49 * 53.17 * 14) / 31, (9.49 * 60 * 17) / 31];
    const found = lines(changed);
    expect(found.map(([label]) => label)).to.deep.equal([2, 2, 2, 2]);
    found.forEach(([, amount], index) =>
      expect(Number(amount)).to.be.closeTo((base[index % 2] ?? 0) * (index < 2 ? 1 : 2), 1e-6),
    );
    expect(found.map(([, , point]) => point)).to.deep.equal([
      ...['appendix 2, formula 4', 'appendix 2, formula 4', 'item 42', 'item 42'],
    ]);
  });

  it('count an absence, a privilege, breaks, quality and a correction beside the norm that they change', () => {
    // 504.5833 = 2 residents × 4.745 m³ × 53.17; one of two away for 14 full days of 31.
    const away: FactContent = { kind: 'absence', contract, left: '2026-10-04', returned: '2026-10-19', absent: 1 };
    const [, absence] = lines({ terms: impossible }, away);
    expect(absence).to.deep.equal([4, '-113.938164516129', 'items 86-91']);
    const half: FactContent = { kind: 'privilege', contract, from: '2026-10-01', share: '0.5' };
    expect(lines({ terms: impossible }, half)[1]?.slice(0, 2)).to.deep.equal([5, '-252.29165']);
    const cut: FactContent = {
      ...{ kind: 'breaks', resource: 'coldWater', period: PERIOD, hours: ['10', '8'], allowed_month: '8' },
      percent_per_hour: '0.15',
    };
    // 10 hours over 8 allowed: 1.5 %.
    expect(lines({ terms: impossible }, cut)[1]?.slice(0, 2)).to.deep.equal([4, '-7.5687495']);
    const bad: FactContent = { kind: 'quality', resource: 'coldWater', period: PERIOD, percent: '10' };
    expect(lines({ terms: impossible }, bad)[1]?.[1]).to.equal('-50.45833');
    const back: FactContent = { kind: 'correction', contract, period: PERIOD, amount: '-12.34', reason: 'paper bill' };
    expect(lines({ terms: impossible }, back)[1]?.slice(0, 2)).to.deep.equal([4, '-12.34']);
  });

  it('pass over what is about another contract, month or resource, and what ended', () => {
    const other = `0x${'0d'.repeat(32)}` as const;
    const facts: FactContent[] = [
      { kind: 'absence', contract: other, left: '2026-10-04', returned: '2026-10-19', absent: 1 },
      { kind: 'absence', contract, left: '2026-08-04', returned: '2026-09-19', absent: 1 },
      { kind: 'quality', resource: 'hotWater', period: PERIOD, percent: '10' },
      { kind: 'quality', resource: 'coldWater', period: '2026-09', percent: '10' },
      { kind: 'privilege', contract, from: '2026-01-01', to: '2026-10-01', share: '0.5' },
      { kind: 'upkeep-breach', period: PERIOD, full_days: 3 },
      { kind: 'correction', contract, period: '2026-09', amount: '1', reason: 'another month' },
      needs(),
    ];
    // House needs of the resource are this provider's own.
    expect(lines({ terms: impossible }, ...facts, tariff).map(([label]) => label)).to.deep.equal([2, 3]);
  });

  it('heat by the house meter, and by norm on days of the season alone', () => {
    // 504.2 GJ × 54.30 / 5430 × 500 a GJ.
    const month: FactContent = { kind: 'house-heat', period: PERIOD, unit: 'GJ', volume: '504.2', area: '5430' };
    expect(lines(heated, month)).to.deep.equal([[8, '2521.00', 'appendix 2, formula 3']]);
    // 54.30 m² × 62.8 MJ × 0.50 × 16 of 31 days.
    const season: FactContent = { kind: 'heating-season', from: '2026-10-16', to: '2027-05-01' };
    const [[label, amount, point] = []] = lines(heated, season);
    expect([label, point]).to.deep.equal([8, 'appendix 2, formulas 2 and 2(1)']);
    expect(Number(amount)).to.be.closeTo((54.3 * 62.8 * 0.5 * 16) / 31, 1e-6);
    const summer: FactContent = { kind: 'heating-season', from: '2025-10-01', to: '2026-05-01' };
    expect(lines(heated, summer)).to.deep.equal([]);
  });

  it('bring what the house used with upkeep: by its meter, less what was negative before, else by norm', () => {
    // 54.30 m² × 32.15, then (620 − 520) × 54.30 / 5430 × 50.93.
    expect(lines(company, needs(), tariff).map(([label, amount]) => [label, amount])).to.deep.equal([
      [7, '1745.745'],
      [3, '50.93'],
    ]);
    // September took 30 more than the house's meter: 70 are left to bill.
    const before = needs({ period: '2026-09', house: '490' });
    expect(lines(company, needs(), before, tariff)[1]?.[1]).to.equal('35.651');
    const norm: FactContent = {
      ...{ kind: 'house-needs-norm', resource: 'coldWater', from: '2026-01-01', unit: 'm3', norm: '0.02' },
      ...{ common_area: '1000', area: '5430' },
    };
    expect(lines(company, norm, tariff)[1]?.slice(0, 2)).to.deep.equal([3, '10.186']);
    expect(lines(company, norm, needs(), tariff)).to.have.length(2);
    const breach: FactContent = { kind: 'upkeep-breach', period: PERIOD, full_days: 31 };
    expect(lines(company, breach)[1]?.slice(0, 2)).to.deep.equal([4, '-1745.745']);
  });

  it('refuse an average month of unequal lists, and a true-up of a flat whose area nobody knows', async () => {
    const average = (over: object): FactContent => ({
      ...{ kind: 'house-needs-average', resource: 'coldWater', from: '2026-01-01', unit: 'm3' },
      ...{ house: ['100'], taken: ['110'], area: '5430', ...over },
    });
    expect(await refusal(() => lines(company, average({ house: ['1', '2'] }), tariff))).to.equal('FACT_UNFIT');
    const unknown = { ...company, terms: { ...company.terms, area: '0' } };
    const up = { resource: 'coldWater', by_meter: '1200.05', charged: '1100', area: '54.30' } as const;
    const trueUp = (period: string, parts = 12): FactContent => ({ kind: 'house-needs-true-up', period, parts, ...up });
    expect(await refusal(() => lines(unknown, trueUp(PERIOD)))).to.equal('AREA_MISSING');
    // A year that took less than its premises is charged nothing, and goes before what the month's meter says.
    const charged = lines(company, average({}), needs(), tariff).filter(([label]) => label === 3);
    expect(charged.map(([, amount]) => Number(amount))).to.deep.equal([0]);
    expect(lines(company, average({ to: `${PERIOD}-01` }), needs(), tariff)[1]?.[1]).to.equal('50.93');
    // The published parts: nine of 8.34, three of 8.33, and none behind them.
    const asked = ['2026-10', '2026-02', '2026-01', '2025-11', '2025-10', '2026-11'].map(
      (from) => lines(company, trueUp(from))[1],
    );
    expect(asked.map((line) => line?.[1])).to.deep.equal(['8.34', '8.34', '8.33', '8.33', undefined, undefined]);
  });

  it('follow residents and area as the ledger has them from a day on, in a line beside what was signed', () => {
    const flat = { area: [], residents: [{ from: '2026-10-17', value: '3' }] };
    // One more for 15 of 31 days: 4.745 × 53.17 × 15 / 31.
    const [, more] = lines({ terms: impossible, flat });
    expect(more?.[0]).to.equal(4);
    expect(Number(more?.[1])).to.be.closeTo((4.745 * 53.17 * 15) / 31, 1e-6);
    const same = { area: [], residents: [{ from: '2026-01-01', value: '2' }] };
    expect(lines({ terms: impossible, flat: same })).to.have.length(1);
    const smaller = { residents: [], area: [{ from: '2026-10-17', value: '44.30' }] };
    expect(Number(lines({ ...company, flat: smaller })[1]?.[1])).to.be.closeTo((-10 * 32.15 * 15) / 31, 1e-6);
    const shared = lines({ ...company, flat: smaller }, needs(), tariff).filter(([label]) => label === 3);
    expect(shared.map(([, amount]) => Number(amount)).reduce((a, b) => a + b, 0)).to.be.closeTo(
      ((54.3 * 16 + 44.3 * 15) / 31 / 5430) * 100 * 50.93,
      1e-6,
    );
  });

  it('ask the penalty that the account has come to, once: less what bills before asked', () => {
    const steps = [
      { formula: '400 × 9.5 % × (30/300 + 0/130) on 2026-09-13', act: 'Housing Code', point: 'article 155' },
    ];
    const penalty = { by: '2026-11-01', all: '30.00', asked: '0.00', steps };
    const found = (over: Partial<typeof penalty>): [number, string, string][] =>
      lines({ terms: impossible, penalty: { ...penalty, ...over } });
    expect(found({})[1]).to.deep.equal([6, '30.00', 'article 155']);
    expect(found({ asked: '20.00' })[1]?.[1]).to.equal('10.00');
    expect(found({ asked: '31.00' })[1]?.[1]).to.equal('-1.00');
    expect(found({ asked: '30.00' })).to.have.length(1);
    expect(lines({ terms: impossible })).to.have.length(1);
  });

  it('are those of the case as `domledger bill` prices it, each with its derivation within its bytes', () => {
    const facts = entered(needs(), tariff, { kind: 'upkeep-breach', period: PERIOD, full_days: 2 });
    const { lines: found, priced } = priceBill(occasion({ ...company, facts }));
    const outcome = runAnyCase(JSON.parse(JSON.stringify(priced?.json)));
    const shown = 'lines' in outcome ? (outcome.lines as { amount: string }[]) : [];
    expect(found.map(({ amount }) => amount)).to.deep.equal(shown.map(({ amount }) => parseAmount(amount)));
    for (const { text, derivation } of found) {
      expect(utf8(text).length).to.be.within(1, TEXT_BYTES.text);
      expect(derivation?.formula).to.match(/./);
      expect(derivation?.act).to.match(/./);
    }
  });

  it('have no more bytes than there is room for, whatever was entered', () => {
    const long = needs({ house: '99999999999999999999.123456789012', area: '5430.123456789012' });
    const dear: FactContent[] = ['2026-01-01', '2026-10-15'].map((from) => ({
      ...{ kind: 'tariff', resource: 'coldWater', unit: 'm3', from, price: '12345678901234567890.123456789012' },
    }));
    const formula = '123456.789 × 9.123456789 % × (60/300 + 100/130) on 2026-11-01';
    const steps = Array.from({ length: 6 }, () => ({ formula, act: 'Housing Code', point: 'article 155 part 14' }));
    const penalty = { by: '2026-11-01', all: '123456.78', asked: '0.00', steps };
    const { lines: found } = priceBill(occasion({ ...company, penalty, facts: entered(long, ...dear) }));
    const bytes = (pick: (line: (typeof found)[number]) => string): number[] =>
      found.map((line) => utf8(pick(line)).length);
    const [texts, formulas] = [bytes(({ text }) => text), bytes(({ derivation }) => derivation?.formula ?? '')];
    expect(Math.max(...texts)).to.be.within(TEXT_BYTES.text - 3, TEXT_BYTES.text);
    expect(Math.max(...formulas)).to.be.within(TEXT_BYTES.formula - 3, TEXT_BYTES.formula);
  });
});
