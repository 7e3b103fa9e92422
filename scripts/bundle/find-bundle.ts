import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
/** What a bundle is made of: where none of it changed, the last one is as good as a new one. */
const SOURCES = [
  '{app/server,app/watchdog,biller,core,oracle,sandbox,scripts,sealer}/**/*.ts',
  'app/web/*.ts',
  'package-lock.json',
];
/** Bundles of earlier sources that stay, for a system that still runs from one. */
const KEPT = 3;

let found: Promise<string> | undefined;

/** The file to run as `domledger`: the bundle of the sources as they are, made where there is none; or what DOMLEDGER_CLI names. */
export function findBundle(): Promise<string> {
  const named = process.env.DOMLEDGER_CLI;
  if (named !== undefined) return Promise.resolve(named);
  found ??= makeBundle(join(root, 'node_modules', '.domledger'));
  return found;
}

/** Several processes may make it at once: each beside, and the first that is done has it. */
async function makeBundle(folder: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const file of globSync(SOURCES, { cwd: root }).sort())
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  const place = join(folder, hash.digest('hex').slice(0, 32));
  const program = join(place, 'cli.mjs');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const beside = mkdtempSync(join(folder, '.new-'));
  try {
    const { bundlePrograms } = await import('./bundle-programs.ts');
    await bundlePrograms({ root, folder: beside });
    // Whoever may read the sources may run what was made of them, as another user, too.
    chmodSync(beside, 0o755);
    try {
      renameSync(beside, place);
    } catch (error) {
      if (!existsSync(program)) throw error;
    }
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  forgetOld(folder);
  return program;
}

function forgetOld(folder: string): void {
  const made = readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of made.slice(1 + KEPT)) rmSync(path, { recursive: true, force: true });
}
