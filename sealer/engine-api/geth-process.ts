import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InputError, TransientError } from '../../core/domain/errors.ts';
import { retry } from '../../core/runtime/retry.ts';
import type { Genesis } from '../genesis.ts';
import type { ClientPlace } from './engine.ts';
import { gethConfig, gethGenesis } from './geth-config.ts';

/** go-ethereum as a child of this process, on two free ports of loopback. */
export type GethProcess = AsyncDisposable & { readonly place: ClientPlace; readonly pid: number };

const START_MS = 60_000;
const STOP_MS = 30_000;
/** Starts geth, says its process id, and stops it when standard input ends: so it never outlives us, even after kill -9. */
const KEEPER = [
  'exec 3<&0',
  '"$@" 3<&- </dev/null & child=$!',
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
  const patience = { signal, attempts: 30, baseMs: 200, maxMs: 1_000 };
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
  const running = await retry(() => launch(binary, command, jwtFile), patience);
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

async function launch(binary: string, command: readonly string[], jwtFile: string): Promise<GethProcess> {
  const keeper = spawn('sh', ['-c', KEEPER, 'geth', binary, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = endOf(keeper);
  const last: string[] = [];
  let pid = 0;
  createInterface({ input: keeper.stdout }).on('line', (line) => {
    if (line.startsWith('pid ')) pid = Number(line.slice(4));
  });
  const logged = createInterface({ input: keeper.stderr });
  const listening = new Promise<ClientPlace>((resolve) => {
    const found = new Map<boolean, string>();
    logged.on('line', (line) => {
      last.push(line);
      if (last.length > 20) last.shift();
      const server = serverOf(line);
      if (server !== undefined) found.set(server.auth, `http://${server.endpoint}`);
      const [engineUrl, rpcUrl] = [found.get(true), found.get(false)];
      if (engineUrl !== undefined && rpcUrl !== undefined) resolve({ engineUrl, rpcUrl, jwtFile });
    });
  });
  const stop = async (): Promise<void> => {
    keeper.stdin.end();
    const timer = setTimeout(() => {
      if (keeper.pid !== undefined && keeper.exitCode === null) process.kill(-keeper.pid, 'SIGKILL');
    }, STOP_MS);
    await ended;
    clearTimeout(timer);
  };
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), START_MS);
  try {
    const place = await Promise.race([
      listening,
      ended.then((code): never => {
        throw failure(code, last);
      }),
      new Promise<never>((_, reject) => {
        late.signal.addEventListener('abort', () =>
          reject(
            new TransientError('GETH_NOT_READY', `geth does not listen after ${START_MS / 1000} s: ${last.join('\n')}`),
          ),
        );
      }),
    ]);
    return { place, pid, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function serverOf(line: string): { endpoint: string; auth: boolean } | undefined {
  if (!line.includes('"HTTP server started"')) return undefined;
  const entry = JSON.parse(line) as Record<string, unknown>;
  return { endpoint: String(entry['endpoint']), auth: String(entry['auth']) === 'true' };
}

/** A folder that is still in use will be free soon; anything else stays wrong. */
function failure(code: number | string, lines: readonly string[]): Error {
  const text = lines.slice(-5).join('\n');
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
