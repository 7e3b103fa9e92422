import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A sealer or replica in a process of its own. `fell` resolves when it is gone, by its own step or by `kill`. */
export type Falling = {
  /** Its address, or undefined when it fell before it served. */
  readonly url: Promise<string | undefined>;
  readonly fell: Promise<void>;
  /** What it wrote to stderr. */
  complaint(): string;
  kill(): Promise<void>;
};

/** Processes that are loaded before they are needed, since loading takes most of the time of a round. */
export type FallingPool = AsyncDisposable & { run(order: unknown): Falling };

const SCRIPT = fileURLToPath(new URL('falling-process.ts', import.meta.url));

/** @param folder for compiled code, which all processes share */
export function startFallingPool(folder: string): FallingPool {
  const running = new Set<ChildProcess>();
  const load = (): ChildProcess => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
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
      await Promise.all([...running].map((child) => ended(child, true)));
    },
  };
}

function follow(child: ChildProcess, order: unknown): Falling {
  let said = '';
  let complained = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const fell = ended(child, false);
  const url = new Promise<string | undefined>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const match = /"url":"([^"]+)"/.exec(said);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    void fell.then(() => resolve(undefined));
  });
  child.stdin?.end(`${JSON.stringify(order)}\n`);
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

function ended(child: ChildProcess, kill: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => resolve());
    if (kill) child.kill('SIGKILL');
  });
}
