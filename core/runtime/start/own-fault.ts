import { InputError } from '../../domain/bytes/errors.ts';
import { listenFault } from './listen-fault.ts';

type Words = (path: string, cause: Error) => InputError;

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
const noFolder: Words = (path, cause) =>
  new InputError('FOLDER_INVALID', `${path} is no folder, or lies below a file. Set another folder.`, { cause });
const noFile: Words = (path, cause) =>
  new InputError('FILE_MISSING', `There is no file ${path}. Put it there, or set another path.`, { cause });

/** What the operating system says of a path, in words that say what to do. */
const SYSTEM: Readonly<Record<string, Words>> = {
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  ENOTDIR: noFolder,
  EEXIST: noFolder,
  EISDIR: noFile,
  ENOENT: noFile,
};

/** The same of SQLite, by its primary result code; it does not say the path. */
const SQLITE: Readonly<Record<number, string>> = { 8: 'EACCES', 10: 'EACCES', 13: 'ENOSPC', 14: 'EACCES' };

type SystemFields = { code?: unknown; errcode?: unknown; path?: unknown; address?: unknown; port?: unknown };

/**
 * A failure of the own disk or of a port, which no stack helps to mend, as an InputError FOLDER_READ_ONLY, FOLDER_INVALID, DISK_FULL, FILE_MISSING, or as
 * `listenFault`;
 * `undefined` where it is something else.
 * @param where the file or folder, where the failure does not say one
 */
export function ownFault(error: unknown, where = 'the data folder'): InputError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode, path, address, port }: Error & SystemFields = error;
  if (typeof address === 'string' && typeof port === 'number') {
    const fault = listenFault(error, { host: address, port });
    return fault instanceof InputError && isListening(error) ? fault : undefined;
  }
  const ofPath = typeof path === 'string' && typeof code === 'string' ? code : undefined;
  const known = code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? SQLITE[errcode & 0xff] : ofPath;
  return known === undefined ? undefined : SYSTEM[known]?.(typeof path === 'string' ? path : where, error);
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
