import { InputError } from '../domain/bytes/errors.ts';
import { ownFault } from './start/own-fault.ts';

/** What a program's start gives back: dispose it to stop; `done` rejects when it can run no longer. */
export type RunningProgram = AsyncDisposable & { readonly done?: Promise<unknown> };

/** Ctrl-C reaches a program several times: from the terminal, from npm and from its supervisor. */
const SAME_SIGNAL_MS = 1_500;

/**
 * Runs a program until SIGINT, SIGTERM, the end of its parent (where one holds an IPC channel to it) or a fault; then disposes it.
 * Sets the exit code, 0 after a signal and 1 after a fault; a later second signal ends the process at once.
 */
export async function runProgram(name: string, start: (signal: AbortSignal) => Promise<RunningProgram>): Promise<void> {
  const controller = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const release = (): void => {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
    process.removeListener('disconnect', stop);
  };
  const stop = (): void => {
    if (!controller.signal.aborted) setTimeout(release, SAME_SIGNAL_MS).unref();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (process.connected) process.on('disconnect', stop);
  try {
    await using running = await start(controller.signal);
    await Promise.race([stopped, running.done === undefined ? stopped : running.done]);
  } catch (error) {
    if (!controller.signal.aborted || !isAbort(error)) {
      process.stderr.write(`${name}: ${describe(error)}\n`);
      process.exitCode = 1;
    }
  } finally {
    // The same Ctrl-C may still be on its way while the process ends, and would end it with another code.
    stop();
    process.removeListener('disconnect', stop);
    if (process.connected) process.disconnect();
  }
}

/** One line of JSON on stdout that tells a supervisor that the program serves: `{"ready":true, ...info}`. */
export function announceReady(info: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ ready: true, ...info })}\n`);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function describe(error: unknown): string {
  const told = error instanceof InputError ? error : ownFault(error);
  if (told !== undefined) return `${told.message} (${told.code})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
