import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import type { SnapshotProgress } from './write-snapshot.ts';

const PROGRAM = fileURLToPath(new URL('snapshot-process.ts', import.meta.url));

/**
 * Has a snapshot made by a process of its own; the signal ends it, and what it had is lost.
 * @throws InputError as `writeSnapshot`; AbortError; Error when the process fell
 */
export async function makeSnapshot(args: {
  data: string;
  number?: bigint;
  onProgress?: SnapshotProgress;
  signal: AbortSignal;
}): Promise<Manifest> {
  args.signal.throwIfAborted();
  const number = args.number === undefined ? [] : [args.number.toString()];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, args.data, ...number], {
    stdio: ['pipe', 'pipe', 'inherit'],
    signal: args.signal,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  ended.catch(() => undefined);
  let answer: Readonly<Record<string, unknown>> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    answer = looseFields(JSON.parse(line));
    const { done, of } = answer;
    if (typeof done === 'number' && typeof of === 'number') args.onProgress?.(done, of);
  }
  await ended;
  const { manifest, code, message } = answer;
  if (manifest !== undefined) return parseManifest(manifest);
  if (typeof code === 'string' && code !== 'INTERNAL') throw new InputError(code, String(message));
  throw new Error(`no snapshot was made: ${typeof message === 'string' ? message : 'its process fell'}`);
}
