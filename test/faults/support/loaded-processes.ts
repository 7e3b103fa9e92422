import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** Processes of one script that are loaded before they are needed, since loading takes most of the time of a round. */
export type LoadedProcesses = AsyncDisposable & {
  /** A loaded process that is given its order, one JSON line. */
  take(order: unknown): ChildProcess;
};

/** @param folder for compiled code, which all processes share */
export function loadProcesses(script: string, folder: string, stderr: 'pipe' | 'inherit'): LoadedProcesses {
  const running = new Set<ChildProcess>();
  const load = (): ChildProcess => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
      stdio: ['pipe', 'pipe', stderr],
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.stdin?.on('error', () => undefined);
    return child;
  };
  const loaded = [load(), load()];
  return {
    take(order) {
      loaded.push(load());
      const child = loaded.shift() ?? load();
      child.stdin?.end(`${JSON.stringify(order)}\n`);
      return child;
    },
    async [Symbol.asyncDispose]() {
      for (const child of running) child.kill('SIGKILL');
      await Promise.all([...running].map(ended));
    },
  };
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}
