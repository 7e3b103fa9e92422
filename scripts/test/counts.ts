import { readFileSync } from 'node:fs';

/** What a group of tests came to. `skipped` names every test that did not run, `failures` says of each that failed where, which and why. */
export type Counts = { passed: number; failed: number; skipped: string[]; failures: string[] };

export function addCounts(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, counts) => sum + counts.passed, 0),
    failed: all.reduce((sum, counts) => sum + counts.failed, 0),
    skipped: all.flatMap((counts) => counts.skipped),
    failures: all.flatMap((counts) => counts.failures),
  };
}

/** The counts that a group left in its file, or undefined when it ended before it could. */
export function readCounts(file: string): Counts | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('passed' in value) || !('failed' in value)) return undefined;
  if (typeof value.passed !== 'number' || typeof value.failed !== 'number') return undefined;
  const { passed, failed } = value;
  return { passed, failed, skipped: namesIn(value, 'skipped'), failures: namesIn(value, 'failures') };
}

function namesIn(value: object, field: 'skipped' | 'failures'): string[] {
  const names: unknown = Reflect.get(value, field);
  return Array.isArray(names) ? names.map(String) : [];
}
