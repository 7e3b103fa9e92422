import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { PlannedProgram } from '../../planned-program.ts';

/** Programs in threads of this process, each thread with several of them. */
export type ProgramThreads = AsyncDisposable & {
  start(thread: number, program: Pick<PlannedProgram, 'name' | 'program' | 'settings'>): Promise<void>;
  stop(name: string): Promise<void>;
  /** Rejects when one of them can go on no longer. */
  readonly broken: Promise<never>;
};

const told = z.union([z.object({ done: z.string() }), z.object({ failed: z.string() })]);

/** @param clock what all of them go by */
export function openProgramThreads(clock: SharedArrayBuffer): ProgramThreads {
  const threads = new Map<number, Worker>();
  const places = new Map<string, Worker>();
  const waiting = new Map<string, () => void>();
  let fail: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => undefined);

  const threadOf = (number: number): Worker => {
    const known = threads.get(number);
    if (known !== undefined) return known;
    // Programs announce themselves to supervisors and warn of runtimes: here nobody listens, and what fails is told as a message.
    const quiet = { stdout: true, stderr: true };
    const made = new Worker(new URL('program-thread.ts', import.meta.url), { workerData: { clock }, ...quiet });
    made.stdout.resume();
    made.stderr.resume();
    made.on('error', fail);
    made.on('message', (message: unknown) => {
      const word = told.parse(message);
      if ('failed' in word) fail(new Error(word.failed));
      else waiting.get(word.done)?.();
    });
    threads.set(number, made);
    return made;
  };
  const order = (thread: Worker, name: string, words: object): Promise<void> => {
    const answered = new Promise<void>((resolve) => waiting.set(name, resolve));
    thread.postMessage(words);
    return Promise.race([answered, broken]);
  };

  return {
    broken,
    async start(number, { name, program, settings }) {
      const thread = threadOf(number);
      places.set(name, thread);
      await order(thread, name, { start: name, program, settings });
    },
    async stop(name) {
      const thread = places.get(name);
      if (thread !== undefined) await order(thread, name, { stop: name });
      places.delete(name);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...threads.values()].map((thread) => thread.terminate()));
    },
  };
}
