import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runGroups } from './run-groups.ts';
import type { Group } from './groups.ts';

/**
 * `npm run test:faults [PART ...]`: kills, torn files, lies and garbage, in numbers that `npm test` has no time for; the files of test/faults, or those whose
 * names contain a PART. Seeds are random and printed; DOMLEDGER_FAULT_SEED repeats a run, DOMLEDGER_FAULT_SHARE (0 to 1) takes a part of the kills. Stops by
 * itself after half an hour.
 */
const LIMIT_MS = 30 * 60_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const parts = process.argv.slice(2);
const groups: Group[] = globSync('test/faults/**/*.test.ts', { cwd: root })
  .sort()
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .map((file) => ({ name: file, files: [file] }));
if (groups.length === 0) console.log(`No file of test/faults has a name with ${parts.join(' or ')}.`);
await runGroups({ root, groups, limitMs: LIMIT_MS, live: true });
