import { readFileSync } from 'node:fs';
import { InputError } from '../../core/domain/bytes/errors.ts';

/** Wh that home `homeIndex` (from 0) uses in hour `hourIndex` (from 0) of the profile. Whole numbers, never negative. */
export type Profile = (homeIndex: number, hourIndex: number) => bigint;

/**
 * An hourly table `hour,home_1,home_2,…` in kWh as an exact profile: decimals are read as digits, and what is left below one Wh
 * is carried into the next hour, so that a register never drifts from the sum of its column. Wraps at the end of the table.
 * @throws InputError FILE_UNREADABLE; PROFILE_MALFORMED for a cell that is not a plain decimal, or a row of another length
 */
export function readConsumptionCsv(file: string): Profile & { readonly homes: number; readonly hours: number } {
  const lines = textOf(file)
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const homes = (lines[0]?.split(',').length ?? 1) - 1;
  const hours = lines.length - 1;
  if (homes < 1 || hours < 1) throw malformed(`${file} holds no table of "hour,home_1,…" with rows.`);
  const columns = Array.from({ length: homes }, () => new Array<bigint>(hours).fill(0n));
  const carried = new Array<bigint>(homes).fill(0n);
  for (let hour = 0; hour < hours; hour++) {
    const cells = (lines[hour + 1] ?? '').split(',');
    if (cells.length !== homes + 1)
      throw malformed(`${file}, line ${hour + 2} has ${cells.length - 1} values instead of ${homes}.`);
    for (let home = 0; home < homes; home++) {
      const total = tenthsOfWh(cells[home + 1] ?? '', file, hour) + (carried[home] ?? 0n);
      const column = columns[home];
      if (column !== undefined) column[hour] = total / 10n;
      carried[home] = total % 10n;
    }
  }
  const profile: Profile = (home, hour) => columns[home % homes]?.[hour % hours] ?? 0n;
  return Object.assign(profile, { homes, hours });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError('FILE_UNREADABLE', `${file} cannot be read. Give a CSV file of hourly consumption.`, {
      cause,
    });
  }
}

function malformed(message: string): InputError {
  return new InputError('PROFILE_MALFORMED', message);
}

/** kWh with up to four decimals as tenths of a Wh. */
function tenthsOfWh(cell: string, file: string, hour: number): bigint {
  const match = /^(\d+)(?:\.(\d{1,4}))?$/.exec(cell.trim());
  if (match === null) throw malformed(`${file}, line ${hour + 2}: "${cell}" is not kWh with up to four decimals.`);
  return BigInt(match[1] ?? '0') * 10_000n + BigInt((match[2] ?? '').padEnd(4, '0'));
}

/** A plausible household when there is no table: low at night, peaks in the morning and the evening; the same at every run. */
export const syntheticProfile: Profile = (home, hour) => {
  const ofDay = hour % 24;
  const base = ofDay < 6 ? 90 : ofDay < 10 ? 420 : ofDay < 17 ? 230 : ofDay < 23 ? 610 : 180;
  return BigInt(base + noise(home, hour, 200));
};

/** Litres of cold water in an hour. */
export const syntheticWaterProfile: Profile = (home, hour) => {
  const ofDay = hour % 24;
  const base = ofDay < 6 ? 0 : ofDay < 10 ? 14 : ofDay < 17 ? 4 : ofDay < 23 ? 11 : 1;
  return BigInt(base === 0 ? 0 : base + noise(home + 100, hour, 9));
};

/** A number from 0 to `below` - 1 out of two indices, well mixed (a 32-bit integer hash). */
function noise(a: number, b: number, below: number): number {
  let x = (Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return ((x ^ (x >>> 16)) >>> 0) % below;
}
