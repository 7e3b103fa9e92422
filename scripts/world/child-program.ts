import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const STOP_MS = 15_000;
const START_MS = 90_000;

/** A program of the system as a process of its own; `ready` is what it announced on standard output. */
export type ChildProgram = AsyncDisposable & {
  readonly name: string;
  readonly pid: number;
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves when the process has ended, with its exit code or signal name. */
  readonly ended: Promise<number | string>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
};

/**
 * Starts `domledger <command>` and waits until it says that it serves.
 * @throws TransientError PROGRAM_ENDED with the end of its log when it stops before that
 */
export async function startChildProgram(args: {
  name: string;
  command: readonly string[];
  logFile: string;
  signal?: AbortSignal;
}): Promise<ChildProgram> {
  mkdirSync(dirname(args.logFile), { recursive: true });
  const log = openSync(args.logFile, 'a', 0o600);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args.command], {
    stdio: ['ignore', 'pipe', log, 'ipc'],
    // A group of its own, so that Ctrl-C reaches the supervisor alone, which stops the programs in order.
    detached: true,
  });
  closeSync(log);
  const ended = endOf(child);
  const waiting = new AbortController();
  let givenUp = false;
  const giveUp = pause(START_MS, args.signal ? AbortSignal.any([args.signal, waiting.signal]) : waiting.signal);
  const ready = await Promise.race([
    readyLine(child),
    giveUp.then(async (late): Promise<never> => {
      if (waiting.signal.aborted) return new Promise(() => undefined);
      givenUp = true;
      child.kill('SIGKILL');
      await ended;
      const why = late ? `was not ready after ${START_MS / 1000} s` : 'was interrupted while it started';
      throw new TransientError(
        'PROGRAM_NOT_READY',
        `${args.name} ${why}. The end of ${args.logFile}:\n${tail(args.logFile)}`,
      );
    }),
    ended.then((how): Promise<never> => {
      // Its end is ours then, and says nothing of the program.
      if (givenUp) return new Promise(() => undefined);
      throw new TransientError(
        'PROGRAM_ENDED',
        `${args.name} ended (${how}) before it was ready. The end of ${args.logFile}:\n${tail(args.logFile)}`,
      );
    }),
  ]).finally(() => waiting.abort());
  child.stdout?.resume();
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    name: args.name,
    pid: child.pid ?? 0,
    ready,
    ended,
    kill,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 'unknown'));
  });
}

function readyLine(child: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        const announced = parseReady(line);
        if (announced !== undefined) resolve(announced);
      }
    });
  });
}

function parseReady(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{"ready":true')) return undefined;
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-12).join('\n');
}
