import type { Work } from '../start/illnesses.ts';
import { daysLeft } from './certificates.ts';

/** From here on it is late to renew a certificate: health and watchdog say so. */
export const LATE_DAYS = 7;
const DAY_SECONDS = 86_400;

/** Days until the first of these certificates ends; `undefined` where there are none. What cannot be read has none left. */
export function leastDaysLeft(files: readonly (string | undefined)[], nowMs: number): number | undefined {
  const left = files.filter((file) => file !== undefined).map((file) => daysOf(file, nowMs));
  return left.length === 0 ? undefined : Math.min(...left);
}

/** A renewal that is late. */
export function certificateWork(files: readonly (string | undefined)[], nowMs: number): Work[] {
  const left = leastDaysLeft(files, nowMs);
  if (left === undefined) return [];
  const waitsSeconds = left < LATE_DAYS ? Math.ceil((LATE_DAYS - left) * DAY_SECONDS) : undefined;
  const what = `A certificate for the broker has ${Math.max(0, Math.floor(left))} days left, and waits to be renewed`;
  return [{ code: 'CERTIFICATE_ENDS', what, waitsSeconds, atMostSeconds: 0 }];
}

function daysOf(file: string, nowMs: number): number {
  try {
    return daysLeft(file, nowMs);
  } catch {
    return 0;
  }
}
