import { decimalText } from '../decimal-text.ts';
import { refuse } from '../reading.ts';
import type { Decoded, Reading } from '../reading.ts';
import { FIXED_UNITS } from './fixed-units.ts';
import { bcd, identification, signed } from './integers.ts';
import { fixedMediumName } from './medium.ts';

const LENGTH = 16;
const SAME_UNIT_HISTORIC = 0x3e;

/**
 * The fixed data structure, CI 73 (EN 1434-3, obsolete but alive): two counters. `least` = least significant byte first
 * (mode 1); CI 77 is the other order.
 */
export function decodeFixed(telegram: Uint8Array, from: number, end: number, least: boolean): Decoded {
  if (end - from !== LENGTH) {
    return refuse('BAD_FIXED_LENGTH', `The fixed data structure has ${LENGTH} bytes; here are ${end - from}.`);
  }
  const bytes = telegram.slice(from, end);
  if (!least) {
    bytes.subarray(0, 4).reverse();
    bytes.subarray(8, 12).reverse();
    bytes.subarray(12, 16).reverse();
  }
  const status = bytes[5] ?? 0;
  const first = bytes[6] ?? 0;
  const second = bytes[7] ?? 0;
  const firstUnit = first & 0x3f;
  const secondUnit = second & 0x3f;
  const historic = secondUnit === SAME_UNIT_HISTORIC;
  const storage = (status & 2) !== 0 ? 1 : 0;
  return {
    ok: true,
    meter: {
      manufacturer: '',
      id: identification(bytes, 0),
      version: '',
      medium: fixedMediumName((first >> 6) | ((second >> 4) & 0x0c)),
    },
    readings: [
      counter(bytes, 8, firstUnit, storage, status),
      counter(bytes, 12, historic ? firstUnit : secondUnit, historic ? 1 : storage, status),
    ],
    status,
  };
}

function counter(bytes: Uint8Array, at: number, unit: number, storage: number, status: number): Reading {
  const info = FIXED_UNITS[unit];
  const reading: Reading = {
    quantity: info?.quantity ?? 'reserved',
    unit: info?.unit ?? '',
    storage,
    tariff: 0,
    subunit: 0,
    function: 'instantaneous',
  };
  const binary = (status & 1) !== 0;
  const value = binary ? signed(bytes, at, 4) : bcd(bytes, at, 4);
  if (info === undefined) reading.fault = 'reserved unit';
  else if (value === undefined) reading.fault = binary ? 'invalid value' : 'not a decimal number';
  else reading.value = decimalText(value, info.exponent);
  return reading;
}
