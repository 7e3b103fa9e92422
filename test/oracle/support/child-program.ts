import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL('run-program.ts', import.meta.url));

export type RunningChild = { child: ChildProcess; ready: Promise<Record<string, unknown>> };

/** The program as a process of its own, to be killed. */
export function runChild(program: 'oracle' | 'gateway', settings: object): RunningChild {
  const child = spawn(process.execPath, ['--no-warnings', RUNNER, program, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      const parsed: unknown = JSON.parse(line);
      if (typeof parsed === 'object' && parsed !== null) resolve({ ...parsed });
    });
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  ready.catch(() => undefined);
  return { child, ready };
}

export async function endChild(running: RunningChild, signal: NodeJS.Signals): Promise<void> {
  if (running.child.exitCode !== null || running.child.signalCode !== null) return;
  const gone = once(running.child, 'exit');
  running.child.kill(signal);
  await gone;
}
