import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { retry } from '../../../core/runtime/retry.ts';
import type { Genesis } from '../../network/genesis.ts';
import type { ClientPlace } from './connect-engine-api.ts';
import { gethConfig, gethGenesis } from './geth-config.ts';

/** go-ethereum as a child of this process, on two free ports of loopback. */
export type GethProcess = AsyncDisposable & { readonly place: ClientPlace; readonly pid: number };

const START_MS = 60_000;
const STOP_MS = 30_000;
const LOOK_MS = 50;
const ATTEMPTS = 30;
/** Starts geth, says its process id, and stops it when standard input ends: so it never outlives us, even after kill -9. */
const KEEPER = [
  'exec 3<&0',
  '"$@" 3<&- </dev/null >&2 & child=$!',
  'echo "pid $child"',
  '(cat <&3 >/dev/null; kill -TERM $child 2>/dev/null) >/dev/null 2>&1 & watch=$!',
  'wait $child; code=$?',
  'kill $watch 2>/dev/null',
  'exit $code',
].join('\n');

/**
 * Starts geth on a folder, which it may make anew at any time from the log of blocks.
 * @throws InputError GETH_MISSING, GETH_FAILED; TransientError GETH_NOT_READY
 */
export async function startGeth(args: {
  binary: string;
  folder: string;
  genesis: Genesis;
  signal: AbortSignal;
  /** How often a folder is tried that is still in use. */
  attempts?: number;
}): Promise<GethProcess> {
  const { binary, folder, genesis, signal } = args;
  if (!existsSync(binary)) {
    throw new InputError('GETH_MISSING', `There is no ${binary}. Run "npm run network:install", or set gethBinary.`);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, name);
  const jwtFile = file('jwt.hex');
  if (!existsSync(jwtFile)) writeFileSync(jwtFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  writeFileSync(file('genesis.json'), gethGenesis(genesis));
  writeFileSync(file('geth.toml'), gethConfig(genesis));
  const base = ['--datadir', folder, '--log.format', 'json'];
  // One that the process before us started may still be on its way out.
  const patience = { signal, attempts: args.attempts ?? ATTEMPTS, baseMs: 200, maxMs: 1_000 };
  if (!existsSync(file('geth/chaindata'))) {
    await retry(() => initialise(binary, [...base, '--state.scheme', 'hash', 'init', file('genesis.json')]), patience);
  }
  const loopback = ['--http', '--http.addr', '127.0.0.1', '--http.port', '0', '--authrpc.addr', '127.0.0.1'];
  const command = [
    '--config',
    file('geth.toml'),
    ...base,
    ...loopback,
    '--authrpc.port',
    '0',
    '--authrpc.jwtsecret',
    jwtFile,
  ];
  const running = await retry(() => launch({ binary, command, jwtFile, logFile: file('geth.log') }), patience);
  writeFileSync(file('geth.pid'), `${running.pid}\n`);
  return running;
}

async function initialise(binary: string, command: readonly string[]): Promise<void> {
  const child = spawn(binary, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) lines.push(line);
  const code = child.exitCode ?? (await endOf(child));
  if (code !== 0) throw failure(code, lines);
}

async function launch(args: {
  binary: string;
  command: readonly string[];
  jwtFile: string;
  logFile: string;
}): Promise<GethProcess> {
  const { binary, command, jwtFile, logFile } = args;
  // Into a file: a pipe to us would end geth in the middle of its work when we are killed.
  const log = openSync(logFile, 'w', 0o600);
  const keeper = spawn('sh', ['-c', KEEPER, 'geth', binary, ...command], {
    stdio: ['pipe', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  const { stdin, stdout } = keeper;
  if (stdin === null || stdout === null) throw new Error('a child with pipes has both');
  const gone = new AbortController();
  const ended = endOf(keeper).finally(() => gone.abort());
  let pid = 0;
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith('pid ')) pid = Number(line.slice(4));
  });
  const stop = async (): Promise<void> => {
    stdin.end();
    const timer = setTimeout(() => {
      if (keeper.pid !== undefined && keeper.exitCode === null) process.kill(-keeper.pid, 'SIGKILL');
    }, STOP_MS);
    await ended;
    clearTimeout(timer);
  };
  for (const until = performance.now() + START_MS; performance.now() < until; await pause(LOOK_MS, gone.signal)) {
    const lines = readFileSync(logFile, 'utf8').split('\n');
    if (gone.signal.aborted) throw failure(await ended, lines);
    const servers = lines.flatMap(serverOf);
    const [engine, rpc] = [true, false].map((auth) => servers.find((server) => server.auth === auth));
    if (engine !== undefined && rpc !== undefined) {
      const place = { engineUrl: `http://${engine.endpoint}`, rpcUrl: `http://${rpc.endpoint}`, jwtFile };
      return { place, pid, [Symbol.asyncDispose]: stop };
    }
  }
  await stop();
  throw new TransientError('GETH_NOT_READY', `geth does not listen after ${START_MS / 1000} s; see ${logFile}.`);
}

function serverOf(line: string): { endpoint: string; auth: boolean }[] {
  if (!line.includes('"HTTP server started"') || !line.endsWith('}')) return [];
  const entry = JSON.parse(line) as Record<string, unknown>;
  return [{ endpoint: String(entry['endpoint']), auth: String(entry['auth']) === 'true' }];
}

/** A folder that is still in use will be free soon; anything else stays wrong. */
function failure(code: number | string, lines: readonly string[]): Error {
  const text = lines.slice(-6).join('\n').trim();
  return /already used by another process|resource temporarily unavailable/.test(text)
    ? new TransientError('GETH_NOT_READY', `geth ended (${code}): ${text}`)
    : new InputError('GETH_FAILED', `geth ended (${code}): ${text}`);
}

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
}
