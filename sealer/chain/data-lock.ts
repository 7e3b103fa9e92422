import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { onOwnDisk, ownFault } from '../../core/runtime/start/own-fault.ts';

/**
 * Makes this process the only one that writes a data folder, so that no two sealers ever share a log. SQLite's exclusive lock serves because the operating
 * system gives it back when the process ends in any way, and node has no other lock of that kind.
 * @throws InputError DATA_IN_USE, and as `ownFault`
 */
export function lockData(folder: string): Disposable {
  const database = onOwnDisk(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(folder, 'lock.db'));
  });
  try {
    database.exec('pragma busy_timeout = 0; pragma locking_mode = exclusive; begin exclusive; commit;');
  } catch (cause) {
    database.close();
    const own = ownFault(cause, folder);
    if (own !== undefined) throw own;
    throw new InputError(
      'DATA_IN_USE',
      `Another process runs on ${folder}. Stop it, set another data folder, or, only to read, ask it with --url.`,
      { cause },
    );
  }
  return {
    [Symbol.dispose]() {
      database.close();
    },
  };
}
