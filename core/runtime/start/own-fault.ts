import { InputError } from '../../domain/bytes/errors.ts';
import { listenFault } from './listen-fault.ts';

type Words = (path: string, cause: Error) => InputError;

const closed: Words = (path, cause) =>
  new InputError(
    'FOLDER_READ_ONLY',
    `${path} may not be read or written. Give it to the user that runs this, or set another one.`,
    { cause },
  );
const readOnly: Words = (path, cause) =>
  new InputError(
    'FOLDER_READ_ONLY',
    `${path} may not be written. Give it to the user that runs this, make its disk writable, or set another folder.`,
    { cause },
  );
const full: Words = (path, cause) =>
  new InputError('DISK_FULL', `There is no room left for ${path}. Free some, and start again: nothing is lost.`, {
    cause,
  });
const failing: Words = (path, cause) =>
  new InputError(
    'DISK_FAILED',
    `${path} could not be read or written: its disk fails, is away or has no room. Look into the log of the system.`,
    { cause },
  );
const noFolder: Words = (path, cause) =>
  new InputError('FOLDER_INVALID', `${path} is no folder, or lies below a file. Set another folder.`, { cause });
const noFile: Words = (path, cause) =>
  new InputError('FILE_MISSING', `There is no file ${path}. Put it there, or set another path.`, { cause });

/** What the operating system says of a path, in words that say what to do. */
const SYSTEM: Readonly<Record<string, Words>> = {
  EACCES: closed,
  EPERM: closed,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  EIO: failing,
  ENOTDIR: noFolder,
  EEXIST: noFolder,
  EISDIR: noFile,
  ENOENT: noFile,
};

/** The same of SQLite, by its primary result code (sqlite.org/rescode.html); it does not say the path. */
const SQLITE: Readonly<Record<number, Words>> = { 8: readOnly, 10: failing, 13: full, 14: closed };

type SystemFields = {
  code?: unknown;
  errcode?: unknown;
  syscall?: unknown;
  path?: unknown;
  address?: unknown;
  port?: unknown;
};

/**
 * A failure of the own disk or of a port, which no stack helps to mend, as an InputError FOLDER_READ_ONLY, FOLDER_INVALID, DISK_FULL, DISK_FAILED, FILE_MISSING, or
 * as `listenFault`; `undefined` where it is something else.
 * @param where the file or folder, where the failure does not say one
 */
export function ownFault(error: unknown, where = 'the data folder'): InputError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode, syscall, path, address, port }: Error & SystemFields = error;
  if (typeof address === 'string' && typeof port === 'number') {
    const fault = listenFault(error, { host: address, port });
    return fault instanceof InputError && isListening(error) ? fault : undefined;
  }
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') return SQLITE[errcode & 0xff]?.(where, error);
  if (typeof path !== 'string' || typeof code !== 'string') return undefined;
  // What exists in the way of anything but a folder is for whoever made it to say.
  if (code === 'EEXIST' && syscall !== 'mkdir') return undefined;
  return SYSTEM[code]?.(path, error);
}

/** Whoever only connects to somebody has the same codes. */
function isListening({ syscall }: NodeJS.ErrnoException): boolean {
  return syscall === 'listen' || syscall === 'bind';
}

/** Does what touches the own disk. @throws InputError as `ownFault`, and whatever else it throws */
export function onOwnDisk<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw ownFault(error, where) ?? error;
  }
}
