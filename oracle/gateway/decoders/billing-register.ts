import { parseDecimal } from '../../../core/domain/bytes/decimal.ts';
import type { Decimal } from '../../../core/domain/bytes/decimal.ts';
import type { DecodedTelegram, Reading } from './reading.ts';

/** One cumulative register that a bill may rest on. `obis` is complete ("1-0:1.8.1*255"); `value` is in `unit`, exact; `time` as in `Reading`. */
export type BillingRegister = {
  obis: string;
  tariff: number;
  value: Decimal;
  unit: 'Wh' | 'm3' | 'J' | 'cal';
  time?: string;
};

const SCALES: Readonly<Record<string, readonly [BillingRegister['unit'], number]>> = {
  Wh: ['Wh', 0],
  kWh: ['Wh', 3],
  MWh: ['Wh', 6],
  m3: ['m3', 0],
  J: ['J', 0],
  MJ: ['J', 6],
  GJ: ['J', 9],
  cal: ['cal', 0],
};

/** Medium and quantity of a register of EN 13757 → OBIS (EN 13757-1, OMS) without the tariff; hot water has its own group. */
const GROUPS: Readonly<Record<string, readonly [quantity: string, obis: string]>> = {
  electricity: ['energy', '1-0:1.8.'],
  water: ['volume', '8-0:1.0.'],
  'cold water': ['volume', '8-0:1.0.'],
  'warm water': ['volume', '9-0:1.0.'],
  'hot water': ['volume', '9-0:1.0.'],
  heat: ['energy', '6-0:1.0.'],
  'heat (inlet)': ['energy', '6-0:1.0.'],
  'heat/cooling': ['energy', '6-0:1.0.'],
  'cooling (outlet)': ['energy', '5-0:1.0.'],
  'cooling (inlet)': ['energy', '5-0:1.0.'],
  gas: ['volume', '7-0:3.0.'],
};

const OBIS_ENERGY = /^1-0:([12])\.8\.(\d{1,2})(?:\*255)?$/;

/**
 * The current cumulative registers of a telegram, one per OBIS code. Only momentary values of storage 0 and subunit 0 that are not negative and carry no
 * qualifier other than the direction of energy; two records of one register that do not agree give none.
 */
export function billingRegisters(telegram: DecodedTelegram): BillingRegister[] {
  const candidates = new Map<string, BillingRegister[]>();
  for (const reading of telegram.readings) {
    const register = asRegister(reading, telegram.meter.medium);
    if (register === undefined) continue;
    const known = candidates.get(register.obis);
    if (known === undefined) candidates.set(register.obis, [register]);
    else known.push(register);
  }
  return [...candidates.values()].map(finest).filter((register) => register !== undefined);
}

function asRegister(reading: Reading, medium: string): BillingRegister | undefined {
  const text = reading.nearest ?? reading.value;
  const scale = SCALES[reading.unit];
  if (text === undefined || text.startsWith('-') || scale === undefined || reading.fault !== undefined)
    return undefined;
  if (reading.function !== 'instantaneous' || reading.storage !== 0 || reading.subunit !== 0) return undefined;
  const place = reading.obis === undefined ? placeOf(reading, medium) : stated(reading, reading.obis);
  if (place === undefined) return undefined;
  const { mantissa, exponent } = parseDecimal(text);
  const { time } = reading;
  const value = { mantissa, exponent: exponent + scale[1] };
  return { ...place, value, unit: scale[0], ...(time === undefined ? {} : { time }) };
}

type Place = { obis: string; tariff: number };

function placeOf(reading: Reading, medium: string): Place | undefined {
  const group = GROUPS[medium];
  if (group === undefined || group[0] !== reading.quantity || reading.tariff > 63) return undefined;
  const prefix = directed(group[1], reading.qualifiers ?? []);
  return prefix === undefined ? undefined : { obis: `${prefix}${reading.tariff}*255`, tariff: reading.tariff };
}

function directed(prefix: string, qualifiers: readonly string[]): string | undefined {
  if (qualifiers.length === 0) return prefix;
  if (prefix !== '1-0:1.8.' || qualifiers.length > 1) return undefined;
  if (qualifiers[0] === 'positive contributions') return prefix;
  return qualifiers[0] === 'negative contributions' ? '1-0:2.8.' : undefined;
}

function stated(reading: Reading, obis: string): Place | undefined {
  const [, direction, tariff] = OBIS_ENERGY.exec(obis) ?? [];
  if (direction === undefined || tariff === undefined || reading.quantity !== 'energy') return undefined;
  return { obis: `1-0:${direction}.8.${tariff}*255`, tariff: Number(tariff) };
}

/** Some meters send a register twice, once coarser: the finest counts if the others are its truncations. */
function finest(registers: readonly BillingRegister[]): BillingRegister | undefined {
  const [best, ...rest] = registers.toSorted((a, b) => significant(a.value).exponent - significant(b.value).exponent);
  return best !== undefined && rest.every((other) => agrees(best, other)) ? best : undefined;
}

function agrees(fine: BillingRegister, coarse: BillingRegister): boolean {
  const a = significant(fine.value);
  const b = significant(coarse.value);
  if (fine.unit !== coarse.unit || a.mantissa === 0n || b.mantissa === 0n) {
    return fine.unit === coarse.unit && a.mantissa === b.mantissa;
  }
  return a.mantissa / 10n ** BigInt(b.exponent - a.exponent) === b.mantissa;
}

function significant({ mantissa, exponent }: Decimal): Decimal {
  if (mantissa === 0n) return { mantissa, exponent: 0 };
  return mantissa % 10n === 0n
    ? significant({ mantissa: mantissa / 10n, exponent: exponent + 1 })
    : { mantissa, exponent };
}
