import { spawn } from 'node:child_process';
import { readCounts } from './counts.ts';
import { SOLIDITY } from './groups.ts';
import type { Counts } from './counts.ts';
import type { Group } from './groups.ts';

/** A group that hangs is a failure, told by name. */
const LIMIT_MS = 15 * 60_000;

export type GroupResult = {
  readonly group: Group;
  readonly counts: Counts;
  readonly output: string;
  readonly seconds: number;
};

/** Runs a group in a process of its own. A process that ends without counts, or badly with none failed, counts as one failure. */
export async function runGroup(args: { root: string; group: Group; countsFile: string }): Promise<GroupResult> {
  const started = performance.now();
  const ended = await runNode(args.root, commandOf(args.group, args.countsFile));
  const told = readCounts(args.countsFile);
  const counts =
    told === undefined || (ended.code !== 0 && told.failed === 0)
      ? { passed: told?.passed ?? 0, failed: 1, skipped: told?.skipped ?? [] }
      : told;
  const note =
    told === undefined ? `\n${args.group.name} ended (${ended.code}) before it had counted its tests.\n` : '';
  return { group: args.group, counts, output: ended.output + note, seconds: (performance.now() - started) / 1000 };
}

function commandOf(group: Group, countsFile: string): string[] {
  if (group.name === SOLIDITY) return ['scripts/test/solidity.ts', countsFile];
  return [
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    'scripts/test/count-reporter.ts',
    '--reporter-option',
    `output=${countsFile}`,
    ...group.files,
  ];
}

function runNode(root: string, args: readonly string[]): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    const keep = (part: Buffer): void => void parts.push(part);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const limit = setTimeout(() => {
      parts.push(Buffer.from(`\nStopped after ${LIMIT_MS / 60_000} minutes.\n`));
      child.kill('SIGKILL');
    }, LIMIT_MS);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      resolve({ code: code ?? signal ?? 'unknown', output: Buffer.concat(parts).toString('utf8') });
    });
  });
}
