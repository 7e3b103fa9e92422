import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildProcess } from 'node:child_process';

export type Order = {
  program: 'sealer' | 'oracle' | 'gateway';
  settings: Record<string, unknown>;
  fall?: { commit: number; how: 'before' | 'after' };
};
/** A program in a process of its own; `ready` is undefined when it fell before it served. */
export type Running = {
  readonly ready: Promise<Record<string, unknown> | undefined>;
  readonly fell: Promise<void>;
  readonly gone: boolean;
  /** Ended by another signal than SIGKILL, or by itself. */
  readonly failed: boolean;
  end(signal: NodeJS.Signals): Promise<void>;
};
/** Processes that are loaded before they are needed, since loading takes most of the time of a round. */
export type ProgramPool = AsyncDisposable & { run(order: Order): Running };

const SCRIPT = fileURLToPath(new URL('falling-program.ts', import.meta.url));

export function startProgramPool(folder: string): ProgramPool {
  const children = new Set<ChildProcess>();
  const load = (): ChildProcess => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    child.stdin?.on('error', () => undefined);
    return child;
  };
  const loaded = [load(), load()];
  return {
    run(order) {
      loaded.push(load());
      return follow(loaded.shift() ?? load(), order);
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all([...children].map((child) => new Promise((resolve) => child.once('exit', resolve))));
    },
  };
}

function follow(child: ChildProcess, order: Order): Running {
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const fell = new Promise<void>((resolve) => {
    if (gone()) resolve();
    else child.once('exit', () => resolve());
  });
  const ready = new Promise<Record<string, unknown> | undefined>((resolve) => {
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said: unknown = line.startsWith('{"ready":true') ? JSON.parse(line) : undefined;
        if (typeof said === 'object' && said !== null) resolve({ ...said });
      });
    void fell.then(() => resolve(undefined));
  });
  child.stdin?.end(`${JSON.stringify(order)}\n`);
  return {
    ready,
    fell,
    get gone() {
      return gone();
    },
    get failed() {
      return gone() && child.signalCode !== 'SIGKILL' && child.exitCode !== 0;
    },
    async end(signal) {
      if (!gone()) child.kill(signal);
      await fell;
    },
  };
}
