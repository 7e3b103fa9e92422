import { billingRegisters, type BillingRegister } from './billing-register.ts';
import { expandProfiles } from './mbus/expand-profile.ts';
import type { DecodedTelegram, Reading } from './reading.ts';

/** A register as it was earlier, by the meter's own log. `time` as in `Reading`. */
export type LoggedRegister = BillingRegister & { time: string };

/**
 * The registers of earlier times in a telegram of M-Bus records, each under a storage number of its own that also says when: by its reading, or by the date
 * and time under the same number. Profiles are counted back. A storage without a time of day says nothing: a date alone may be the beginning or the end of it.
 */
export function loggedRegisters(telegram: DecodedTelegram): LoggedRegister[] {
  const expanded = expandProfiles(telegram.readings);
  if ('ok' in expanded) return [];
  const byStorage = Map.groupBy(expanded, ({ storage }) => storage);
  return [...byStorage].flatMap(([storage, readings]) => {
    const time = timeOf(readings);
    if (storage === 0 || time === undefined) return [];
    const current = readings.map((reading) => ({ ...reading, storage: 0 }));
    return billingRegisters({ ...telegram, readings: current }).map((register) => ({ ...register, time }));
  });
}

/** When a storage was taken; undefined where its records do not agree. */
function timeOf(readings: readonly Reading[]): string | undefined {
  const times = new Set(readings.filter(isDated).map(({ time }) => time));
  const [time] = times;
  return times.size === 1 && time?.includes('T') === true ? time : undefined;
}

/** Dates of extremes, and of what a qualifier names, are other dates. */
function isDated(reading: Reading): boolean {
  const { time, quantity, value, qualifiers, tariff, subunit } = reading;
  if (time === undefined || reading.function !== 'instantaneous') return false;
  return value !== undefined || (quantity === 'date and time' && !qualifiers?.length && tariff === 0 && subunit === 0);
}
