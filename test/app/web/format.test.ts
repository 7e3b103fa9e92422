import { expect } from 'chai';
import { money, price, quantity, share } from '../../../app/web/src/format/amounts.ts';
import { calendarDay, month } from '../../../app/web/src/format/dates.ts';
import { en } from '../../../app/web/src/locales/en.ts';
import { ru } from '../../../app/web/src/locales/ru.ts';
import { parseRegister } from '../../../app/web/src/resident/parse-register.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { UNIT } from '../../../core/domain/ledger/kinds.ts';

const ENERGY = { unit: UNIT.Wh, exponent: 0 };
const WATER = { unit: UNIT.m3, exponent: -3 };
/** Intl separates with several kinds of spaces. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ');

describe('what residents read', () => {
  it('refuses a register value with more digits than the meter has, a sign or words', () => {
    for (const text of ['1.0005', '-1', '12 kWh', '', '1.2.3']) {
      expect(() => parseRegister(text, ENERGY), text).to.throw(InputError);
    }
  });

  it('reads a register as people copy it, with point or comma', () => {
    expect(parseRegister('12345.678', ENERGY)).to.equal(12_345_678n);
    expect(parseRegister(' 12 345,6', ENERGY)).to.equal(12_345_600n);
    expect(parseRegister('00042.5', WATER)).to.equal(42_500n);
  });

  it('shows amounts exactly, however large, and more than two digits only where two do not suffice', () => {
    expect(plain(money(150_490_000_000_000n, 'RUB', 'ru'))).to.equal('150,49 ₽');
    expect(plain(money(-3_120_000_000n, 'RUB', 'en'))).to.equal('-RUB 0.00312');
    expect(plain(money(9_007_199_254_740_993_120_000_000_000n, 'RUB', 'ru'))).to.equal('9 007 199 254 740 993,12 ₽');
  });

  it('shows registers in the units of everyday life', () => {
    expect(quantity(12_345_678n, ENERGY, 'en')).to.equal('12,345.678');
    expect(quantity(42_500n, WATER, 'en')).to.equal('42.500');
    expect(plain(price(5_470_000_000n, ENERGY, 'RUB', 'ru'))).to.equal('5,47 ₽');
    expect(plain(price(50_930_000_000n, WATER, 'RUB', 'ru'))).to.equal('50,93 ₽');
  });

  it('shows on how much of a line each price held', () => {
    expect(plain(share(2_678_400n, 2_678_820n, 'en'))).to.equal('99.984%');
    expect(plain(share(420n, 2_678_820n, 'ru'))).to.equal('0,016 %');
  });

  it('names periods and days in the language', () => {
    expect(month(202_610, 'ru')).to.equal('октябрь 2026');
    expect(month(202_610, 'en')).to.equal('October 2026');
    expect(calendarDay('2026-11-01', 'en')).to.equal('November 1, 2026');
    // A sentence may end with it.
    expect(calendarDay('2026-11-01', 'ru')).to.equal('1 ноября 2026');
  });

  it('has the same placeholders in both languages', () => {
    const russian = placeholders(ru);
    for (const [key, names] of placeholders(en)) expect(russian.get(key), key).to.deep.equal(names);
  });
});

/** Every text by its path, with the names inside {{ }}. */
function placeholders(texts: object, path = ''): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of Object.entries(texts)) {
    const name = `${path}.${key}`;
    if (typeof value === 'string')
      found.set(name, [...value.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort());
    else if (typeof value === 'object' && value !== null)
      for (const entry of placeholders(value, name)) found.set(...entry);
  }
  return found;
}
