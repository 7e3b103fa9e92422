import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The release of the Versity S3 Gateway that old parts of logs were moved to in tests. */
export const STORAGE_VERSION = 'v1.8.0';

const parts = fileURLToPath(new URL('../../.parts/versitygw', import.meta.url));

/** Where `npm run storage:install` puts it. */
export function storageFolder(): string {
  return join(parts, STORAGE_VERSION);
}

/** An S3-compatible storage that runs on one machine; `undefined` where it is not installed. */
export function findStorage(): string | undefined {
  const file = join(storageFolder(), 'versitygw');
  return existsSync(file) ? file : undefined;
}
