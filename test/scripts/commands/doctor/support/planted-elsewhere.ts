import type { FindingCode } from '../../../../../scripts/commands/doctor/findings.ts';

/** What is planted in running programs, or as another user: `test/operator/doctor.test.ts`. */
export const PLANTED_RUNNING: readonly FindingCode[] = [
  'BANK_UNREACHABLE',
  'BROKER_SILENT',
  'CLOCK_OFF',
  'FOLDER_READ_ONLY',
  'IDENTITY_UNREACHABLE',
  'NOT_RUNNING',
  'SOURCE_BEHIND',
  'SOURCE_LIES',
  'SOURCE_OTHER',
  'SOURCE_SILENT',
  'UNHEALTHY',
  'VERSION_OTHER',
];

/** What no test plants, and why. */
export const NOT_PLANTED: Readonly<Partial<Record<FindingCode, string>>> = {
  DATABASE_OLD: 'It needs a PostgreSQL that is no longer to be had.',
};
