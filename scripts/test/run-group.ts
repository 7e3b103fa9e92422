import { spawn, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readCounts } from './counts.ts';
import { SOLIDITY } from './groups.ts';
import type { Counts } from './counts.ts';
import type { Group } from './groups.ts';

/** What bin/mocha.js starts in a second process, with the node options of .mocharc.json; it does nothing where it is called by a link. */
const MOCHA = realpathSync(fileURLToPath(new URL('../../node_modules/mocha/lib/cli/cli.js', import.meta.url)));
/** A group that hangs is a failure, told by name. */
const LIMIT_MS = 30 * 60_000;
/** So long a process may last behind its last test. */
const LINGER_MS = 30_000;

export type GroupResult = {
  readonly group: Group;
  readonly counts: Counts;
  readonly output: string;
  readonly seconds: number;
};

/** Runs a group in a process of its own. A process that ends without counts, or badly with none failed, counts as one failure. */
export async function runGroup(args: {
  root: string;
  group: Group;
  countsFile: string;
  /** Time that is left for it, ms. */
  limitMs?: number;
  /** How long it may last behind its last test, ms. */
  lingerMs?: number;
  /** Whether its output is shown at once. */
  live?: boolean;
  /** What its environment has beside this process's. */
  env?: Readonly<Record<string, string>>;
}): Promise<GroupResult> {
  const started = performance.now();
  const ended = await runNode(args, commandOf(args.group, args.countsFile, args.lingerMs ?? LINGER_MS));
  const told = readCounts(args.countsFile);
  const how = told === undefined ? 'before it had counted its tests' : 'though none of its tests failed';
  const bad = told === undefined || (ended.code !== 0 && told.failed === 0);
  const ending = `${args.group.name} ended (${ended.code}) ${how}.`;
  const counts = bad
    ? { passed: told?.passed ?? 0, failed: 1, skipped: told?.skipped ?? [], failures: [ending] }
    : told;
  const output = bad ? `${ended.output}\n${ending}\n` : ended.output;
  return { group: args.group, counts, output, seconds: (performance.now() - started) / 1000 };
}

function commandOf(group: Group, countsFile: string, lingerMs: number): string[] {
  if (group.name === SOLIDITY) return ['scripts/test/solidity.ts', countsFile];
  return [
    MOCHA,
    '--reporter',
    'scripts/test/count-reporter.ts',
    '--reporter-option',
    `output=${countsFile}`,
    '--reporter-option',
    `linger=${lingerMs}`,
    ...group.files,
  ];
}

type Surroundings = { root: string; limitMs?: number; live?: boolean; env?: Readonly<Record<string, string>> };

function runNode(
  { root, limitMs = LIMIT_MS, live = false, env = {} }: Surroundings,
  args: readonly string[],
): Promise<{ code: number | string; output: string }> {
  const most = Math.max(0, Math.min(LIMIT_MS, limitMs));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const parts: Buffer[] = [];
    const keep = (part: Buffer): void => {
      parts.push(part);
      if (live) process.stdout.write(part);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = (): void => endAll(child, 'SIGTERM');
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const limit = setTimeout(() => {
      keep(Buffer.from(`\nStopped after ${(most / 60_000).toFixed(1)} minutes.\n`));
      endAll(child, 'SIGKILL');
    }, most);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      resolve({ code: code ?? signal ?? 'unknown', output: Buffer.concat(parts).toString('utf8') });
    });
  });
}

/** A group of processes ends with all that its first one started. */
function endAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || process.platform === 'win32') child.kill(signal);
  else process.kill(-child.pid, signal);
}
