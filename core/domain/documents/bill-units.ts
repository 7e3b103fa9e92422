import { formatDecimal, type Decimal } from '../bytes/decimal.ts';
import { InputError } from '../bytes/errors.ts';
import { AMOUNT_EXPONENT } from '../billing/money.ts';
import { UNIT } from '../ledger/kinds.ts';

export type ShownUnit = 'kWh' | 'm3' | 'GJ' | 'Gcal';

/** In which unit a register is shown, and the power of ten of the ledger's unit that it is. */
const SHOWN: ReadonlyMap<number, { unit: ShownUnit; power: number }> = new Map([
  [UNIT.Wh, { unit: 'kWh', power: 3 }],
  [UNIT.m3, { unit: 'm3', power: 0 }],
  [UNIT.J, { unit: 'GJ', power: 9 }],
  [UNIT.cal, { unit: 'Gcal', power: 9 }],
]);

/** A register's numbers as people read them: volumes in the unit of the price list, and the price of one of it; both exact. */
export function shownUnits(
  unitCode: string,
  exponentText: string,
): {
  unit: ShownUnit;
  volume: (mantissa: string) => string;
  rate: (perMantissa: string) => string;
} {
  const shown = SHOWN.get(Number(unitCode));
  if (shown === undefined) throw new InputError('BILL_INVALID', `The bill has a line in the unknown unit ${unitCode}.`);
  const shift = Number(exponentText) - shown.power;
  return {
    unit: shown.unit,
    volume: (mantissa) => shortest({ mantissa: BigInt(mantissa), exponent: shift }),
    rate: (perMantissa) => shortest({ mantissa: BigInt(perMantissa), exponent: AMOUNT_EXPONENT - shift }),
  };
}

/** Without zeros at the end behind the point. */
export function shortest(decimal: Decimal): string {
  let { mantissa, exponent } = decimal;
  while (exponent < 0 && mantissa % 10n === 0n) [mantissa, exponent] = [mantissa / 10n, exponent + 1];
  return formatDecimal({ mantissa, exponent });
}
