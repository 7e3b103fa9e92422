import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../../app/server/database/open-store.ts';

let template: Promise<string> | undefined;

/** Puts a fresh, migrated PGlite folder at `folder`. Making one takes seconds, copying it a moment. */
export async function freshPglite(folder: string): Promise<void> {
  template ??= makeTemplate();
  cpSync(await template, folder, { recursive: true });
}

async function makeTemplate(): Promise<string> {
  const made = mkdtempSync(join(tmpdir(), 'domledger-template-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  const folder = join(made, 'database');
  const store = await openStore({ folder, url: undefined });
  await store[Symbol.asyncDispose]();
  return folder;
}
