import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../init/site.ts';

/** A file of an owner's folder, and how it is taken while its program writes to it. */
export type HomeFile = { path: string; taken: 'database' | 'bytes' };

/** What programs make anew, what holds only while they run, and the portal's embedded database, which only its program can take. */
const LEFT = /(^|\/)(lock\.db|index\.db)$|\.(lock|tmp|dump)$|-(wal|shm|journal)$/;
const LEFT_FOLDERS = new Set(['logs', 'geth', 'database', 'database.new']);
/** A promise leaves the queue for the log, and a block the log for its segments: nothing falls between where the former is taken first. */
const FIRST = ['queue.log', 'blocks.log', 'blocks.segments'];

/**
 * Files in the order in which they are to be taken: what a program wrote because of another one's word before that one's own, the sealer before its keeper.
 * So the keeper has signed all that the sealer has, and no program knows of more than the next one but what it can be told again.
 */
export function homeFiles(home: string, site: Site): HomeFile[] {
  const stages = new Map(site.programs.map(({ name, stage }) => [name, stage]));
  const rank = (path: string): number => {
    const [first = ''] = path.split('/');
    return -(stages.get(first) ?? Infinity);
  };
  const place = (path: string): number => {
    const at = FIRST.indexOf(path.split('/')[1] ?? '');
    return at < 0 ? FIRST.length : at;
  };
  return [...filesBelow(home, '')]
    .toSorted((a, b) => rank(a) - rank(b) || place(a) - place(b) || (a < b ? -1 : 1))
    .map((path) => ({ path, taken: /\.(sqlite|db)$/.test(path) ? 'database' : 'bytes' }));
}

function* filesBelow(home: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(home, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !LEFT_FOLDERS.has(entry.name)) yield* filesBelow(home, path);
    if (entry.isFile() && !LEFT.test(path)) yield path;
  }
}

/** What may lie about in clear. Whatever is not known to be so counts as a key. */
const OPEN = [
  /(^|\/)(site|settings|network|layout|card|device|premises|meters|registers|cosigned|begun|elsewhere|manifest)\.json$/,
  /(^|\/)(hand-over|devices)\/.+\.json$/,
  /^compose\.env$|^systemd\/|\.(sqlite|crt|account)$|(^|\/)(blocks|queue|keeper)\.log$/,
  /(^|\/)(blocks\.segments|snapshots|evidence|spool)\//,
];
/** A key, or a password in an address, among settings. */
const KEY_INSIDE = /"\w*(key|password|secret|token)"\s*:\s*"(?!0x)[0-9A-Za-z+/=]{16,}"|:\/\/[^/"\s]*:[^/"\s]*@/i;

/** Whether nothing in the file is a key, a password or a token. */
export function isOpen(home: string, path: string): boolean {
  if (!OPEN.some((pattern) => pattern.test(path))) return false;
  const full = join(home, path);
  return !path.endsWith('.json') || statSync(full).size > 16_777_216 || !KEY_INSIDE.test(readFileSync(full, 'utf8'));
}
