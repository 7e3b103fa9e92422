import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ended, loadProcesses } from '../../support/loaded-processes.ts';

/** A sealer or replica in a process of its own. `fell` resolves when it is gone, by its own step or by `kill`. */
export type Falling = {
  /** Its address, or undefined when it fell before it served. */
  readonly url: Promise<string | undefined>;
  readonly fell: Promise<void>;
  /** What it wrote to stderr. */
  complaint(): string;
  kill(): Promise<void>;
};

export type FallingPool = AsyncDisposable & { run(order: unknown): Falling };

const SCRIPT = fileURLToPath(new URL('falling-process.ts', import.meta.url));

/** @param folder for compiled code, which all processes share */
export function startFallingPool(folder: string): FallingPool {
  const processes = loadProcesses(SCRIPT, folder, 'pipe');
  return {
    run: (order) => follow(processes.take(order)),
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

function follow(child: ChildProcess): Falling {
  let said = '';
  let complained = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const fell = ended(child);
  const url = new Promise<string | undefined>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const match = /"url":"([^"]+)"/.exec(said);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    void fell.then(() => resolve(undefined));
  });
  return {
    url,
    fell,
    complaint: () => complained,
    async kill() {
      child.kill('SIGKILL');
      await fell;
    },
  };
}
