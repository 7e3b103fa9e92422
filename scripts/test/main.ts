import { fileURLToPath } from 'node:url';
import { APART, findGroups } from './groups.ts';
import { runGroups } from './run-groups.ts';

/** `npm test [PART ...]`: every test of the project, or the groups whose names contain a PART. What takes minutes by design has commands of its own. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const parts = process.argv.slice(2);
const groups = findGroups(root).filter(
  (group) => parts.length === 0 || parts.some((part) => group.name.includes(part)),
);
if (groups.length === 0) console.log(`No group of tests has a name with ${parts.join(' or ')}.`);
if (parts.length === 0)
  for (const folder of APART) console.log(`not run here: ${folder} (npm run ${folder.slice(0, -1).replace('/', ':')})`);
await runGroups({ root, groups, codes: parts.length === 0 });
