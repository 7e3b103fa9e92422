import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildProcess } from 'node:child_process';
import { ended, loadProcesses } from '../../support/loaded-processes.ts';

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
export type ProgramPool = AsyncDisposable & { run(order: Order): Running };

const SCRIPT = fileURLToPath(new URL('falling-program.ts', import.meta.url));

export function startProgramPool(folder: string): ProgramPool {
  const processes = loadProcesses(SCRIPT, folder, 'inherit');
  return {
    run: (order) => follow(processes.take(order)),
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

function follow(child: ChildProcess): Running {
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const fell = ended(child);
  const ready = new Promise<Record<string, unknown> | undefined>((resolve) => {
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said: unknown = line.startsWith('{"ready":true') ? JSON.parse(line) : undefined;
        if (typeof said === 'object' && said !== null) resolve({ ...said });
      });
    void fell.then(() => resolve(undefined));
  });
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
