import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runGroups } from './run-groups.ts';
import type { Group } from './groups.ts';

/**
 * `npm run test:network [PART ...]`: the company's chain in processes of their own on loopback, on go-ethereum as well where `npm run network:install` could build it.
 * `npm run test:operator`: what an operator meets, in the numbers that are promised; DOMLEDGER_FAULT_SHARE (0 to 1) takes a part of them. Half an hour at most.
 * `npm run test:second-verifier`: the second verifier against the first, where `npm run second-verifier:install` could install its packages.
 * `npm run test:web`: the pages in headless Chromium, on a house of real programs that its files share, so in one process.
 * The files of that folder of test/, or those whose names contain a PART; one after the other, since each starts several programs.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const [folder = '', ...parts] = process.argv.slice(2);
const limitMs = (folder === 'operator' ? 30 : 15) * 60_000;
const files = globSync(`test/${folder}/**/*.test.ts`, { cwd: root })
  .sort()
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
const alone = files.map((file, at): Group => {
  const before = files[at - 1];
  return before === undefined ? { name: file, files: [file] } : { name: file, files: [file], after: before };
});
const groups = folder === 'web' && files.length > 0 ? [{ name: 'test/web', files }] : alone;
if (groups.length === 0) console.log(`No file of test/${folder} has a name with ${parts.join(' or ')}.`);
await runGroups({ root, groups, limitMs, live: true });
