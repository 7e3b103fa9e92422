import { closeSync, default as files, fsyncSync, openSync, readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

/**
 * Lets the programs of this thread wait for no disk: a past that is broken off is begun anew, so nothing of it has to outlive the machine before all of it is
 * there (`syncFolder`). Call it before anything else is loaded.
 */
export function waitForNoDisk(): void {
  // What opens a database says that it is to wait.
  const exec = Reflect.get<DatabaseSync, 'exec'>(DatabaseSync.prototype, 'exec');
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql) {
    exec.call(this, sql.replace(/synchronous = (full|normal)/, 'synchronous = off'));
  };
  files.fsyncSync = files.fdatasyncSync = () => undefined;
  files.fdatasync = Object.assign((_handle: number, done: (error: null) => void) => setImmediate(done, null), {
    __promisify__: () => Promise.resolve(),
  });
  syncBuiltinESMExports();
}

/** Everything in a folder is on disk. */
export function syncFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() && !entry.isDirectory()) continue;
    const handle = openSync(join(entry.parentPath, entry.name), 'r');
    fsyncSync(handle);
    closeSync(handle);
  }
}
