import { existsSync, readFileSync, readdirSync, statSync, type Stats } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BILLER_MIGRATIONS } from '../../../biller/store.ts';
import { billerFiles } from '../../../biller/connect.ts';
import { FACT_MIGRATIONS } from '../../../biller/engine/fact-book.ts';
import { checkDataFolder } from '../../../core/runtime/start/data-folder.ts';
import { checkNotNewer, migrationsIn } from '../../../core/runtime/sqlite.ts';
import { INBOX_MIGRATIONS } from '../../../oracle/collector/inbox/inbox-sql.ts';
import { GATEWAY_MIGRATIONS } from '../../../oracle/gateway/store/store-sql.ts';
import { fault, note, refusedBy, type Finding } from './findings.ts';
import { folderOf, type Examined, type Machine } from './read-machine.ts';

const MIB = 1024 * 1024;
/** Looking through a folder never takes long: what is in the way has a name of its own. */
const DEEPEST = 4;
const MOST_ENTRIES = 20_000;
const LARGE = /^(?:snapshots|blocks\.segments|geth|database|logs|spool|dist)$/;
const SECRET =
  /^(?:keystore.*\.json|(?:seal|carrier|witness)(?:-\d+)?\.json|.*\.(?:password|key|pem|token)|password|token|jwt\.hex|storage-key\.json)$/;
const DRAFT = /\.(\d{1,9})\.tmp$/;

/** Folders, who may read what is in them, and the room that they have. */
export async function checkFolders(machine: Machine, diskFreeMib: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const folders = machine.programs.map(folderOf);
  for (const one of machine.programs) {
    const folder = folderOf(one);
    // A first start makes it.
    if (!existsSync(folder)) continue;
    const refused = await refusedBy(folder, () => checkDataFolder(folder));
    findings.push(...refused, ...(refused.length > 0 ? [] : await checkStores(one)));
  }
  for (const root of machine.home === undefined ? folders : [machine.home]) findings.push(...checkFiles(root));
  findings.push(...(await checkRoom(folders, diskFreeMib)));
  return findings;
}

async function checkStores(one: Examined): Promise<Finding[]> {
  const found = await Promise.all(
    storesOf(one).map(async ([file, migrations]) =>
      existsSync(file) ? refusedBy(file, () => checkNotNewer(file, migrationsIn(migrations))) : [],
    ),
  );
  return found.flat();
}

function storesOf(one: Examined): [file: string, migrations: string][] {
  const folder = folderOf(one);
  switch (one.program) {
    case 'biller': {
      const { database, facts } = billerFiles(folder);
      return [
        [database, BILLER_MIGRATIONS],
        [facts, FACT_MIGRATIONS],
      ];
    }
    case 'oracle':
      return [[join(folder, 'inbox.sqlite'), INBOX_MIGRATIONS]];
    case 'gateway':
      return [[join(folder, 'gateway.sqlite'), GATEWAY_MIGRATIONS]];
    default:
      return [];
  }
}

/** Secrets that others may read, files of somebody else, and what a killed process left. */
function checkFiles(root: string): Finding[] {
  if (!existsSync(root)) return [];
  const owner = statSync(root).uid;
  const findings: Finding[] = [];
  for (const { file, stat } of entriesOf(root)) {
    const name = basename(file);
    if (SECRET.test(name) && (stat.mode & 0o077) !== 0)
      findings.push(
        fault('SECRET_OPEN', file, `Its mode is ${(stat.mode & 0o777).toString(8)}, so others may use it.`),
      );
    if (stat.uid !== owner)
      findings.push(fault('OWNER_OTHER', file, `It belongs to user ${stat.uid}; ${root} to ${owner}.`));
    const pid = DRAFT.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      findings.push(note('DRAFT_LEFT', file, `Process ${pid}, which wrote it, is gone.`));
  }
  return findings;
}

function* entriesOf(root: string): Generator<{ file: string; stat: Stats }> {
  const waiting = [{ folder: root, depth: 0 }];
  let count = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of readdirSync(next.folder, { withFileTypes: true })) {
      if (++count > MOST_ENTRIES) return;
      const file = join(next.folder, entry.name);
      if (entry.isDirectory() && next.depth < DEEPEST && !LARGE.test(entry.name))
        waiting.push({ folder: file, depth: next.depth + 1 });
      if (!entry.isFile()) continue;
      // A running program may just have taken it away.
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat !== undefined) yield { file, stat };
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** One finding a disk, however many programs have their folder there. */
async function checkRoom(folders: readonly string[], diskFreeMib: number): Promise<Finding[]> {
  const disks = new Map<number, string>();
  for (const folder of folders) {
    const there = existsSync(folder) ? folder : dirname(folder);
    if (existsSync(there)) disks.set(statSync(there).dev, there);
  }
  const found = await Promise.all(
    [...disks.values()].map(async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      const free = Math.floor((bavail * bsize) / MIB);
      return free < diskFreeMib
        ? [
            fault(
              'DISK_LOW',
              folder,
              `${free} MiB are free, and ${diskFreeMib} should be (diskFreeMib of the watchdog).`,
            ),
          ]
        : [];
    }),
  );
  return found.flat();
}

/** Who holds the lock of a data folder (Linux); the kernel knows it, so that nobody has to try for it. */
export function holderOf(folder: string): number | undefined {
  const lock = join(folder, 'lock.db');
  if (!existsSync(lock) || !existsSync('/proc/locks')) return undefined;
  const { ino } = statSync(lock);
  for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
    const match = /^\d+: POSIX +ADVISORY +WRITE (\d+) [\da-f]+:[\da-f]+:(\d+) /.exec(line);
    if (match !== null && Number(match[2]) === ino) return Number(match[1]);
  }
  return undefined;
}
