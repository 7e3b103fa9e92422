import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, openSync, readSync, closeSync, fstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { SEALED_BYTES, type BackupCipher } from './backup-cipher.ts';
import type { BackupManifest } from './backup-manifest.ts';

export type BackedFile = BackupManifest['files'][number];
const HEAD = 12;
const TAG = SEALED_BYTES - HEAD;

/** Where a file of a backup lies in it. */
export function backedPath(folder: string, path: string): string {
  return join(folder, 'files', path);
}

/** Writes a file of a backup, sealed where there is a cipher; it is on disk when this returns. */
export async function backUpStream(
  folder: string,
  { path, mode }: { path: string; mode: number },
  source: Readable,
  cipher: BackupCipher | undefined,
): Promise<BackedFile> {
  const to = backedPath(folder, path);
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const sum = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const sink = createWriteStream(to, { mode: 0o600, flush: true });
  if (cipher === undefined) await pipeline(source, counted, sink);
  else {
    const sealed = cipher.seal(path);
    const framed = async function* (ciphered: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      yield sealed.head;
      yield* ciphered;
      yield sealed.tail();
    };
    await pipeline(source, sealed.through, framed, counted, sink);
  }
  return { path, mode: mode & 0o777, bytes, sha256: sum.digest('hex') };
}

/** A file as it is now: what is written behind its end meanwhile is not in it. @returns `undefined` where it is gone */
export function openAsItIs(file: string): { source: Readable; mode: number } | undefined {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { size, mode } = fstatSync(handle);
  if (size > 0) return { source: createReadStream('', { fd: handle, start: 0, end: size - 1 }), mode };
  closeSync(handle);
  return { source: Readable.from([]), mode };
}

/** @throws InputError BACKUP_DAMAGED where the file is not what the manifest says */
export async function checkBacked(folder: string, file: BackedFile): Promise<void> {
  const sum = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(backedPath(folder, file.path)) as AsyncIterable<Buffer>) {
      sum.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw damaged(folder, file, 'is missing');
  }
  if (bytes !== file.bytes) throw damaged(folder, file, `has ${bytes} bytes, not ${file.bytes}`);
  if (sum.digest('hex') !== file.sha256) throw damaged(folder, file, 'was changed since the backup was made');
}

/** The content of a checked file of a backup. */
export function openBacked(folder: string, file: BackedFile, cipher: BackupCipher | undefined): Readable {
  const from = backedPath(folder, file.path);
  if (cipher === undefined) return createReadStream(from);
  const handle = openSync(from, 'r');
  const [head, tail] = [Buffer.alloc(HEAD), Buffer.alloc(TAG)];
  readSync(handle, head, 0, HEAD, 0);
  readSync(handle, tail, 0, TAG, file.bytes - TAG);
  closeSync(handle);
  const opened = cipher.open(file.path, head, tail);
  const end = file.bytes - TAG - 1;
  const body = end < HEAD ? Readable.from([]) : createReadStream(from, { start: HEAD, end });
  body.once('error', (error: Error) => opened.destroy(error));
  return body.pipe(opened);
}

/** Writes a file of an owner's folder; it is on disk when this returns. */
export async function writeRestored(to: string, mode: number, source: Readable): Promise<void> {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  await pipeline(source, createWriteStream(to, { mode, flush: true }));
}

function damaged(folder: string, { path }: BackedFile, how: string): InputError {
  return new InputError(
    'BACKUP_DAMAGED',
    `${backedPath(folder, path)} ${how}. Nothing was restored: name another backup.`,
  );
}
