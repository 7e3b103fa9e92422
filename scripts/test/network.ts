import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runGroups } from './run-groups.ts';
import type { Group } from './groups.ts';

/**
 * `npm run test:network [PART ...]`: the company's chain in processes of their own on loopback, on go-ethereum as well where `npm run network:install` could build
 * it; the files of test/network, or those whose names contain a PART. One after the other, since each starts several programs.
 */
const LIMIT_MS = 10 * 60_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const parts = process.argv.slice(2);
const files = globSync('test/network/**/*.test.ts', { cwd: root })
  .sort()
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
const groups = files.map((file, at): Group => {
  const before = files[at - 1];
  return before === undefined ? { name: file, files: [file] } : { name: file, files: [file], after: before };
});
if (groups.length === 0) console.log(`No file of test/network has a name with ${parts.join(' or ')}.`);
await runGroups({ root, groups, limitMs: LIMIT_MS, live: true });
