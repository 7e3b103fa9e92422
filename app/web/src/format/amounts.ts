import { formatDecimal } from '../../../../core/domain/bytes/decimal.ts';
import { UNIT } from '../../../../core/domain/ledger/kinds.ts';
import { AMOUNT_EXPONENT, AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';

/** Intl takes exact decimal text (ECMA-402, NumberFormat v3), so that no amount passes through a float. */
function exact(format: Intl.NumberFormat, text: string): string {
  return format.format(text as Intl.StringNumericLiteral);
}

/** An amount (10⁻¹² of the currency unit) as money; more than two digits only where two do not suffice. */
export function money(amount: bigint, currency: string, language: string): string {
  const digits = amount % AMOUNT_PER_MINOR === 0n ? 2 : -AMOUNT_EXPONENT;
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  });
  return exact(format, formatDecimal({ mantissa: amount, exponent: AMOUNT_EXPONENT }));
}

/** What people call the unit that a register counts in, and by how many digits it differs from the ledger's unit. */
const SHOWN = new Map<number, { unit: Record<'en' | 'ru', string>; shift: number }>([
  [UNIT.Wh, { unit: { en: 'kWh', ru: 'кВт·ч' }, shift: -3 }],
  [UNIT.m3, { unit: { en: 'm³', ru: 'м³' }, shift: 0 }],
  [UNIT.J, { unit: { en: 'GJ', ru: 'ГДж' }, shift: -9 }],
  [UNIT.cal, { unit: { en: 'Gcal', ru: 'Гкал' }, shift: -9 }],
]);

export type RegisterScale = { unit: number; exponent: number };

export function unitName(unit: number, language: string): string {
  return SHOWN.get(unit)?.unit[language === 'ru' ? 'ru' : 'en'] ?? '';
}

/** The exponent of a register mantissa in the unit that people use. */
export function shownExponent({ unit, exponent }: RegisterScale): number {
  return exponent + (SHOWN.get(unit)?.shift ?? 0);
}

/** A register value or volume in the unit that people use, without the unit's name. */
export function quantity(mantissa: bigint, scale: RegisterScale, language: string): string {
  const exponent = shownExponent(scale);
  const digits = exponent < 0 ? -exponent : 0;
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: Math.min(digits, 3),
    maximumFractionDigits: digits,
  });
  return exact(format, formatDecimal({ mantissa, exponent }));
}

/** A rate (amount per mantissa unit) as the price of one unit that people use. */
export function price(rate: bigint, scale: RegisterScale, currency: string, language: string): string {
  const exponent = shownExponent(scale);
  const perUnit = exponent < 0 ? rate * 10n ** BigInt(-exponent) : rate;
  return money(perUnit, currency, language);
}

/** How much of a whole a part is, in per cent. */
export function share(part: bigint, whole: bigint, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 3 });
  return exact(format, formatDecimal({ mantissa: (part * 10n ** 12n) / whole, exponent: -12 }));
}

/** For drawing alone: the only place where a quantity becomes a float. */
export function forDrawing(mantissa: bigint, scale: RegisterScale): number {
  return Number(mantissa) * 10 ** shownExponent(scale);
}
