import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../../support/wait-for.ts';

/** A program of `support/` in its own process, whether it serves or not. */
export type Launched = {
  /** What it has told its supervisor so far. */
  said(): string;
  /** Its log so far. */
  complained(): string;
  kill(): Promise<void>;
  /** Stops it in the middle of whatever it does, until `resume`. */
  pause(): void;
  resume(): void;
  signal(name: NodeJS.Signals): void;
  /** What it complained of, once it has ended by itself. */
  ended: Promise<string>;
};
export type Spawned = Launched & { url: string };

const READY = /"url":"([^"]+)"/;

/** A module that its process loads first, and what its environment has beside this one's. */
export type Surroundings = { imports?: string; env?: Readonly<Record<string, string>> };

export function launchProgram(script: string, settings: unknown, { imports, env = {} }: Surroundings = {}): Launched {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const flags = ['--disable-warning=ExperimentalWarning', ...(imports === undefined ? [] : ['--import', imports])];
  const child = spawn(process.execPath, [...flags, file, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(complained)));
  return {
    said: () => said,
    complained: () => complained,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** Starts it and waits until it serves; fails with what it wrote when it ends before. */
export async function spawnProgram(script: string, settings: unknown, surroundings?: Surroundings): Promise<Spawned> {
  const launched = launchProgram(script, settings, surroundings);
  const failed = launched.ended.then((complained): never => {
    throw new Error(`${script} ended: ${complained}`);
  });
  let isOver = false;
  failed.catch(() => (isOver = true));
  const url = await Promise.race([
    waitFor(`${script} serves`, () => READY.exec(launched.said())?.[1] ?? (isOver && '')).catch(
      async (error: unknown) => {
        await launched.kill();
        throw error;
      },
    ),
    failed,
  ]);
  return { ...launched, url };
}
