import type { ValueInformation } from './value-information.ts';

const DECADES = [
  { from: 0x02, count: 9, quantity: 'energy', unit: 'Wh', exponent: 0 },
  { from: 0x0b, count: 9, quantity: 'energy', unit: 'J', exponent: 3 },
  { from: 0x14, count: 9, quantity: 'power', unit: 'W', exponent: 0 },
  { from: 0x1d, count: 9, quantity: 'power', unit: 'J/h', exponent: 3 },
  { from: 0x26, count: 9, quantity: 'volume', unit: 'm3', exponent: -6 },
  { from: 0x2f, count: 9, quantity: 'volume flow', unit: 'm3/h', exponent: -6 },
  { from: 0x38, count: 1, quantity: 'temperature', unit: '°C', exponent: -3 },
  { from: 0x39, count: 1, quantity: 'heat cost allocation', unit: 'HCA units', exponent: 0 },
  { from: 0x3f, count: 1, quantity: 'dimensionless', unit: '', exponent: 0 },
] as const;

/**
 * The six-bit units of the fixed data structure (EN 1434-3, annex). Holes: 00 and 01 (times of day and dates without a
 * stated layout), the reserved codes, and 3E ("as counter 1, at the fixed date"), which the caller resolves.
 */
export const FIXED_UNITS: readonly (ValueInformation | undefined)[] = Array.from({ length: 64 }, (_, code) => {
  const row = DECADES.find((candidate) => code >= candidate.from && code < candidate.from + candidate.count);
  if (row === undefined) return undefined;
  const { quantity, unit, from, exponent } = row;
  return { quantity, unit, exponent: exponent + code - from, factor: 1, kind: 'number' };
});
