import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';

const PROGRAM = fileURLToPath(new URL('../web/build-process.ts', import.meta.url));

/**
 * Has the residents' pages built by a process of its own, which ends at once where they are there: the bundler never runs in the portal.
 * @returns the folder to serve
 * @throws Error when the process fell, with what it said
 */
export async function buildPages(program = PROGRAM): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It may be gone before its input is closed.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [said, words, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const { folder } = looseFields(code === 0 ? JSON.parse(said) : undefined);
  if (typeof folder !== 'string')
    throw new Error(`the pages were not built (${code ?? 'killed'}): ${words.slice(-2000)}`);
  return folder;
}
