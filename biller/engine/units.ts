import { formatDecimal } from '../../core/domain/bytes/decimal.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { AMOUNT_EXPONENT } from '../../core/domain/billing/money.ts';
import type { ContractTerms } from '../../core/domain/billing/contract-terms.ts';
import { UNIT } from '../../core/domain/ledger/kinds.ts';
import type { FactUnit } from './fact-shapes.ts';

/** How many units of the ledger one unit of a fact is; a gigacalorie is 4.1868 GJ. */
const SCALES: Readonly<Record<FactUnit, ReadonlyMap<number, bigint>>> = {
  Wh: new Map([[UNIT.Wh, 1n]]),
  kWh: new Map([[UNIT.Wh, 1_000n]]),
  m3: new Map([[UNIT.m3, 1n]]),
  MJ: new Map([[UNIT.J, 1_000_000n]]),
  GJ: new Map([[UNIT.J, 1_000_000_000n]]),
  Gcal: new Map([
    [UNIT.cal, 1_000_000_000n],
    [UNIT.J, 4_186_800_000n],
  ]),
};

/** The price of one unit of the terms, as a decimal, from that of one mantissa unit in 10⁻¹² of the currency unit. */
export function priceOfUnit(rate: bigint, terms: Pick<ContractTerms, 'exponent'>): string {
  return formatDecimal({ mantissa: rate, exponent: AMOUNT_EXPONENT - Number(terms.exponent) });
}

/** The price of one unit of a fact. @throws InputError FACT_UNIT where the contract counts another quantity */
export function priceOfFactUnit(rate: bigint, terms: Pick<ContractTerms, 'exponent' | 'unit'>, unit: FactUnit): string {
  const scale = SCALES[unit].get(Number(terms.unit));
  if (scale === undefined)
    throw new InputError('FACT_UNIT', `A fact is told in ${unit}, which the contract does not count in.`);
  return priceOfUnit(rate * scale, terms);
}

/** What a clerk reads as the unit of a contract. */
export function unitOfTerms(terms: Pick<ContractTerms, 'unit'>): string {
  return NAMES.get(Number(terms.unit)) ?? 'm²';
}

const NAMES = new Map<number, string>([
  [UNIT.Wh, 'Wh'],
  [UNIT.m3, 'm³'],
  [UNIT.J, 'J'],
  [UNIT.cal, 'cal'],
]);
