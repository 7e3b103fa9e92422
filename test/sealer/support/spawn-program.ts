import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A program of `support/` in its own process. */
export type Spawned = {
  url: string;
  kill(): Promise<void>;
  /** Stops it in the middle of whatever it does, until `resume`. */
  pause(): void;
  resume(): void;
  /** What it complained of, once it has ended by itself. */
  ended: Promise<string>;
};

/** Starts it and waits until it serves; fails with what it wrote when it ends before. */
export async function spawnProgram(script: string, settings: unknown): Promise<Spawned> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complained = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(complained)));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const match = /"url":"([^"]+)"/.exec(said);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    void ended.then(() => reject(new Error(`${script} ended: ${complained}`)));
  });
  return {
    url,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    ended,
  };
}
