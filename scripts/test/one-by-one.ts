import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runGroups } from './run-groups.ts';
import type { Group } from './groups.ts';

/**
 * `npm run test:network [PART ...]`: the company's chain in processes of their own on loopback, on go-ethereum as well where `npm run network:install` could build it.
 * `npm run test:operator`: what an operator meets, in the numbers that are promised; DOMLEDGER_FAULT_SHARE (0 to 1) takes a part of them. Half an hour at most.
 * `npm run test:second-verifier`: the second verifier against the first, where `npm run second-verifier:install` could install its packages.
 * `npm run test:web`: the pages in headless Chromium, on a house of real programs that its files share, so in one process. Of what fails while somebody does
 * something (`test/web/matrix`) it takes a sample; with `--whole` all of that and nothing else, each flow on a house of its own.
 * The files of that folder of test/, or those whose names contain a PART; one after the other, since each starts several programs.
 */
/** Each file of the whole matrix may take as long as any group. */
const WHOLE_LIMIT_MS = 4 * 3_600_000;
const WHOLE = '--whole';
const root = fileURLToPath(new URL('../..', import.meta.url));
const [folder = '', ...asked] = process.argv.slice(2);
const LIMIT_MS = (folder === 'operator' ? 30 : 15) * 60_000;
const isWhole = folder === 'web' && asked.includes(WHOLE);
const parts = isWhole ? asked.filter((part) => part !== WHOLE).concat(asked.length > 1 ? [] : 'web/matrix/') : asked;
const files = globSync(`test/${folder}/**/*.test.ts`, { cwd: root })
  .sort()
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
const alone = files.map((file, at): Group => {
  const before = files[at - 1];
  return before === undefined ? { name: file, files: [file] } : { name: file, files: [file], after: before };
});
if (isWhole) process.env['DOMLEDGER_WEB_SAMPLE'] = 'whole';
const groups = folder === 'web' && !isWhole && files.length > 0 ? [{ name: 'test/web', files }] : alone;
if (groups.length === 0) console.log(`No file of test/${folder} has a name with ${parts.join(' or ')}.`);
await runGroups({ root, groups, limitMs: isWhole ? WHOLE_LIMIT_MS : LIMIT_MS, live: true });
