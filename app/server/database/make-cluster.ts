import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('cluster-process.ts', import.meta.url));

/**
 * Makes the files of an empty PGlite database where there are none: by a process of its own, since what that takes (300 MiB) would stay for as long as the portal
 * runs, and aside, so that a process that falls leaves nothing half made.
 * @throws Error with what the process said
 */
export async function makeCluster(folder: string, program = PROGRAM): Promise<void> {
  if (existsSync(folder)) return;
  const aside = `${folder}.new`;
  rmSync(aside, { recursive: true, force: true });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, aside], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  // It may be gone before its input is closed.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [code, words] = await Promise.all([ended, text(child.stderr)]);
  if (code !== 0) throw new Error(`the database's files were not made (${code ?? 'killed'}): ${words.slice(-2000)}`);
  renameSync(aside, folder);
}
