import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Order } from './host-messages.ts';

/** What a process of tests needs to know of the mutations. */
export type HostSettings = {
  readonly root: string;
  /** Where the schemata stand, under the names of the tree. */
  readonly folder: string;
  readonly count: number;
  readonly env?: Readonly<Record<string, string>>;
};

/** A process that has test files loaded. Every question is answered within its limit or not at all: then the process is gone. */
export type Host = {
  ask(order: Order, limitMs: number): Promise<Answer | undefined>;
  close(): void;
};

/** @param active a mutation that is on from the first line, 0 for none; undefined when the files do not load with it */
export async function startHost(
  settings: HostSettings,
  tests: readonly string[],
  { active = 0, limitMs = 120_000 }: { active?: number; limitMs?: number } = {},
): Promise<{ host: Host; atLoad: readonly number[] } | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'domledger-mutate-'));
  writeFileSync(join(work, 'hits'), '');
  const preload = new URL('mutation-switch.ts', import.meta.url).href;
  const child = fork(fileURLToPath(new URL('test-host.ts', import.meta.url)), tests, {
    cwd: settings.root,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      ...process.env,
      ...settings.env,
      // The record of thrown codes loads changed copies of sources, as this does; one process has room for one of them.
      NODE_OPTIONS: `${(process.env.NODE_OPTIONS ?? '').replace(/--require "[^"]*record-codes\.ts"/, '')} --import=${preload}`,
      // Programs that a test starts are mutated as well.
      DOMLEDGER_CLI: join(settings.root, 'scripts', 'cli.ts'),
      DOMLEDGER_MUTATION: String(active),
      DOMLEDGER_MUTATION_COUNT: String(settings.count),
      DOMLEDGER_MUTATION_ROOT: settings.root,
      DOMLEDGER_MUTATION_FOLDER: settings.folder,
      DOMLEDGER_MUTATION_HITS: join(work, 'hits'),
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  const close = (): void => {
    endAll(child);
    rmSync(work, { recursive: true, force: true });
  };
  const loaded = await answerOf(child, limitMs);
  if (loaded?.type !== 'loaded') {
    close();
    return undefined;
  }
  const ask: Host['ask'] = async (order, limitMs) => {
    if (!child.connected || child.exitCode !== null || child.signalCode !== null) return undefined;
    child.send(order);
    const answer = await answerOf(child, limitMs);
    if (answer === undefined) close();
    return answer;
  };
  return { host: { ask, close }, atLoad: loaded.atLoad };
}

function answerOf(child: ChildProcess, limitMs: number): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const done = (answer?: Answer): void => {
      clearTimeout(limit);
      child.off('message', take).off('exit', gone).off('error', gone);
      resolve(answer);
    };
    const take = (answer: Answer): void => done(answer);
    const gone = (): void => done();
    const limit = setTimeout(gone, limitMs);
    // Sending to a process that fell just now is told as an error, not thrown.
    child.once('message', take).once('exit', gone).once('error', gone);
  });
}

/** The host and whatever its tests left behind. */
function endAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}
