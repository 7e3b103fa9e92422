import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../../app/server/database/open-store.ts';

let template: Promise<string> | undefined;

/** Puts a fresh, migrated PGlite folder at `folder`. Making one takes seconds, copying it a moment. */
export async function freshPglite(folder: string): Promise<void> {
  template ??= makeTemplate();
  cpSync(await template, folder, { recursive: true });
}

/** The groups of a test run share one, in the folder that DOMLEDGER_TEST_SHARED names. */
async function makeTemplate(): Promise<string> {
  const shared = process.env['DOMLEDGER_TEST_SHARED'];
  const ready = shared === undefined ? undefined : join(shared, 'pglite');
  if (ready !== undefined && existsSync(ready)) return ready;
  const made = mkdtempSync(join(shared ?? tmpdir(), 'domledger-template-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  const folder = join(made, 'database');
  const store = await openStore({ folder, url: undefined });
  await store[Symbol.asyncDispose]();
  if (ready === undefined) return folder;
  try {
    renameSync(folder, ready);
  } catch (error) {
    // Another group was first.
    if (!existsSync(ready)) throw error;
  }
  return ready;
}
