import { parseDecimal } from '../../../../core/domain/bytes/decimal.ts';
import { decimalText } from '../decimal-text.ts';
import { refuse } from '../reading.ts';
import type { Reading, Refusal } from '../reading.ts';
import { signed, unsigned } from './integers.ts';
import { INVERSE_PROFILE } from './vife-combinable.ts';

const POSITIVE_INCREMENTS = 1;
const SPACING_SECONDS = [1, 60, 3600, 86400] as const;
const ELEMENT_BYTES = [0, 1, 2, 3, 4, 0, 6] as const;

/**
 * Replaces inverse compact profiles (EN 13757-3 Annex, "compact profile") by the registers that they stand for: from the register of the same storage, each
 * element steps one spacing back in time and its increment down. Storage numbers count on from the base. Refuses: PROFILE_WITHOUT_BASE,
 * UNSUPPORTED_PROFILE (anything but positive increments in whole units of time).
 */
export function expandProfiles(readings: readonly Reading[]): Reading[] | Refusal {
  const expanded: Reading[] = [];
  for (const reading of readings) {
    if (reading.qualifiers?.includes(INVERSE_PROFILE) !== true) {
      expanded.push(reading);
      continue;
    }
    const profile = expandOne(reading, readings);
    if ('ok' in profile) return profile;
    expanded.push(...profile);
  }
  return expanded;
}

function expandOne(profile: Reading, readings: readonly Reading[]): Reading[] | Refusal {
  const base = readings.find((other) => isBase(other, profile));
  const clock = readings.find((other) => other.quantity === 'date and time' && other.storage === profile.storage);
  if (base?.value === undefined || clock?.time === undefined) {
    return refuse(
      'PROFILE_WITHOUT_BASE',
      'The profile data has no register and time of its own storage to count back from.',
    );
  }
  const bytes = Buffer.from(profile.text ?? '', 'hex');
  const [control = 0, spacing = 0] = bytes;
  const size = ELEMENT_BYTES[control & 0x0f] ?? 0;
  const seconds = (SPACING_SECONDS[(control >> 4) & 3] ?? 0) * spacing;
  if (control >> 6 !== POSITIVE_INCREMENTS || size === 0 || spacing === 0 || (bytes.length - 2) % size !== 0) {
    return refuse('UNSUPPORTED_PROFILE', `Profiles of control byte ${control.toString(16)} are not supported.`);
  }
  const { mantissa, exponent } = parseDecimal(base.value);
  let value = mantissa;
  const start = Date.parse(`${clock.time}Z`);
  const steps: Reading[] = [];
  for (let at = 2, step = 1; at < bytes.length; at += size, step++) {
    if (signed(bytes, at, size) === undefined || unsigned(bytes, at, size) === 2 ** (8 * size) - 1) break;
    value -= BigInt(unsigned(bytes, at, size));
    if (value < 0n) return refuse('UNSUPPORTED_PROFILE', 'The increments add up to more than the register.');
    const time = new Date(start - step * seconds * 1000).toISOString().slice(0, clock.time.length);
    steps.push({ ...base, value: decimalText(value, exponent), storage: base.storage + step, time });
  }
  return steps;
}

function isBase(other: Reading, profile: Reading): boolean {
  return (
    other.value !== undefined &&
    other.qualifiers === undefined &&
    other.quantity === profile.quantity &&
    other.unit === profile.unit &&
    other.storage === profile.storage &&
    other.tariff === profile.tariff &&
    other.subunit === profile.subunit &&
    other.function === profile.function
  );
}
