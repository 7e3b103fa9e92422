import {
  localDate,
  nextPeriod,
  periodOfFrame,
  periodStart,
  startOfLocalDate,
} from '../../../core/domain/billing/period.ts';
import type { PlanRules } from './planned-frame.ts';

export const HOUR = 3_600n;

/** The local day that a reading belongs to; one at 00:00 is the end of the day before. */
export function dayOf(time: bigint, timeZone: string): string {
  return localDate(time - 1n, timeZone);
}

export function isPeriodEnd(time: bigint, timeZone: string): boolean {
  return periodStart(nextPeriod(periodOfFrame(time, timeZone)), timeZone) === time;
}

export function isFullHour(time: bigint, timeZone: string): boolean {
  return (time - startOfLocalDate(localDate(time, timeZone), timeZone)) % HOUR === 0n;
}

export function atTheHour(time: bigint, lastTime: bigint, rules: PlanRules): bigint {
  const start = startOfLocalDate(localDate(time, rules.timeZone), rules.timeZone);
  const hour = start + ((time - start) / HOUR) * HOUR;
  return time - hour <= rules.tolerance && hour > lastTime ? hour : time;
}
