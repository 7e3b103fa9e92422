import { globSync } from 'node:fs';

/** A set of tests that run in one process. `after` names a group that must have ended. */
export type Group = { readonly name: string; readonly files: readonly string[]; readonly after?: string };

export const SOLIDITY = 'contracts (Solidity)';

/**
 * Whole stories take every core they get, so they start first; the others fill the other core. What is short comes last, so that no core waits for one long group.
 */
const LONGEST_FIRST = [
  'test/flow',
  SOLIDITY,
  'test/app/server',
  'test/oracle',
  'test/app/web',
  'test/scripts/world',
  'test/scripts/start',
  'test/scripts/commands',
  'test/core/chain',
  'test/sealer',
  'test/differential',
  'test/biller',
  'test/scripts/bench',
  'test/app/watchdog',
  'test/contracts',
];

/** Folders of tests with a command of their own, `npm run test:NAME`. */
export const APART = ['test/web/', 'test/faults/', 'test/network/', 'test/operator/', 'test/second-verifier/'];

/** All groups of `npm test`: the Solidity tests, then one per folder of test/ (two levels deep); longest first. */
export function findGroups(root: string): Group[] {
  const folders = new Map<string, string[]>();
  for (const file of globSync('test/**/*.test.{ts,tsx}', { cwd: root }).sort()) {
    if (APART.some((folder) => file.startsWith(folder))) continue;
    const folder = file.split('/').slice(0, -1).slice(0, 3).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const groups: Group[] = [{ name: SOLIDITY, files: [] }];
  for (const [name, files] of folders) {
    groups.push(name.startsWith('test/contracts') ? { name, files, after: SOLIDITY } : { name, files });
  }
  return groups.sort((a, b) => rank(a) - rank(b) || b.files.length - a.files.length);
}

function rank(group: Group): number {
  const index = LONGEST_FIRST.findIndex((name) => group.name.startsWith(name));
  return index < 0 ? LONGEST_FIRST.length : index;
}
