import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import { parseStep, type StartStep } from '../../core/runtime/start/progress.ts';
import { findBundle } from '../bundle/find-bundle.ts';

const STOP_MS = 15_000;
/** Longest that a start may say nothing of itself; one that says how far it is may take as long as it takes. */
const SILENT_MS = 90_000;
/** More of a log than any last words take. */
const WORDS_BYTES = 65_536;

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
 * Starts `domledger <command>` and waits until it says that it serves, for as long as it says that it gets on.
 * @throws TransientError PROGRAM_ENDED with why, as its log says, when it stops before that; PROGRAM_NOT_READY when it falls silent, or at the signal
 */
export async function startChildProgram(args: {
  name: string;
  command: readonly string[];
  logFile: string;
  /** For Node itself. */
  nodeFlags?: readonly string[];
  onStep?: (step: StartStep) => void;
  silentMs?: number;
  signal?: AbortSignal;
}): Promise<ChildProgram> {
  const { silentMs = SILENT_MS, nodeFlags = [] } = args;
  mkdirSync(dirname(args.logFile), { recursive: true });
  const program = await findBundle();
  const log = openSync(args.logFile, 'a', 0o600);
  const said: Said = { ...args, from: fstatSync(log).size };
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...nodeFlags, program, ...args.command],
    {
      stdio: ['ignore', 'pipe', log, 'ipc'],
      // A group of its own, so that Ctrl-C reaches the supervisor alone, which stops the programs in order.
      detached: true,
    },
  );
  closeSync(log);
  const ended = endOf(child);
  const waiting = new AbortController();
  let givenUp = false;
  let heard = performance.now();
  const silence = async (): Promise<string> => {
    const until = args.signal ? AbortSignal.any([args.signal, waiting.signal]) : waiting.signal;
    for (;;) {
      const left = heard + silentMs - performance.now();
      if (left <= 0) return `said nothing of its start for ${silentMs / 1000} s`;
      if (!(await pause(left, until))) return 'was interrupted while it started';
    }
  };
  const ready = await Promise.race([
    readyLine(child, (step) => {
      heard = performance.now();
      args.onStep?.(step);
    }),
    silence().then(async (why): Promise<never> => {
      if (waiting.signal.aborted) return new Promise(() => undefined);
      givenUp = true;
      child.kill('SIGKILL');
      await ended;
      throw new TransientError('PROGRAM_NOT_READY', `${args.name} ${why}. ${lastWords(said)}`);
    }),
    ended.then((how): Promise<never> => {
      // Its end is ours then, and says nothing of the program.
      if (givenUp) return new Promise(() => undefined);
      throw new TransientError('PROGRAM_ENDED', `${args.name} ended (${how}) before it was ready. ${lastWords(said)}`);
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

function readyLine(child: ChildProcess, onStep: (step: StartStep) => void): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        const announced = parseReady(line);
        if (announced !== undefined) resolve(announced);
        const step = parseStep(line);
        if (step !== undefined) onStep(step);
      }
    });
  });
}

function parseReady(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{"ready":true')) return undefined;
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

/** Where a program's words stand: an earlier run's lie below `from`. */
type Said = { command: readonly string[]; logFile: string; from: number };

/** What the program said of its end, where it said something; else the end of its log. */
function lastWords({ command, logFile, from: begun }: Said): string {
  const text = readEnd(logFile, begun).trimEnd();
  if (text === '') return `It said nothing in ${logFile}.`;
  const lines = text.split('\n');
  const from = lines.findLastIndex((line) => line.startsWith(`${command[0] ?? ''}: `));
  const words = lines.slice(from).join('\n');
  if (from >= 0 && /\([A-Z][A-Z_]+\)$/.test(words)) return words;
  return `The end of ${logFile}:\n${lines.slice(-12).join('\n')}`;
}

function readEnd(file: string, from: number): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const length = Math.max(0, Math.min(size - from, WORDS_BYTES));
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, length, size - length));
  } finally {
    closeSync(handle);
  }
}
