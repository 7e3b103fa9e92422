import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';
const TMPFS = 0x01021994;
const ROOM = 8n * 2n ** 30n;

/**
 * A new folder for everything that a test run writes: in memory where the system offers 8 GiB of it, for the tests write some ten gigabytes in small files and
 * sync each; else in the folder for temporary files.
 */
export function makeScratchFolder(): string {
  return mkdtempSync(join(hasRoom(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir(), 'domledger-test-'));
}

function hasRoom(folder: string): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(folder, { bigint: true });
    return type === BigInt(TMPFS) && bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}
