import { createHash } from 'node:crypto';
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { InlineConfig } from 'vite';
import { startPage, workerUrls } from './build/plugins.ts';
import { compressFiles } from './build/compress-files.ts';

const webDir = import.meta.dirname;
const projectDir = join(webDir, '..', '..');
const distDir = join(webDir, 'dist');
const STAMP = '.stamp';

/** What the pages are made of: when none of it changed, neither did the pages. */
const SOURCES = [
  join(webDir, 'src'),
  join(webDir, 'index.html'),
  join(webDir, 'build.ts'),
  join(webDir, 'build'),
  join(projectDir, 'core', 'domain'),
  join(projectDir, 'package.json'),
  join(projectDir, 'package-lock.json'),
];

/**
 * Builds the residents' pages; does nothing when the last build is of the same content. Several processes may call it at once: each builds aside, and a
 * finished build takes the old one's place as a whole.
 * @returns the folder to serve, with `index.html`, `service-worker.js`, hashed files under `assets/`, each of them compressed beside it, and the licenses of
 * what is in them
 */
export async function buildWeb(): Promise<string> {
  const stamp = await stampOf(SOURCES);
  if ((await readStamp()) === stamp) return distDir;
  const aside = join(webDir, `.build-${process.pid}`);
  const fresh = join(aside, 'dist');
  try {
    // Loaded by who builds alone: the bundler takes more memory than anything else here.
    const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
    await build({ ...viteConfig(fresh), plugins: [workerUrls(), react(), startPage(stamp)] });
    await build(workerConfig(fresh, stamp, await assetsOf(fresh)));
    await compressFiles(fresh);
    await writeFile(join(fresh, STAMP), stamp);
    if ((await readStamp()) !== stamp) {
      await rename(distDir, join(aside, 'old')).catch(ignoreMissing);
      await rename(fresh, distDir);
    }
  } catch (error) {
    // Another process was faster with the same content.
    if ((await readStamp()) !== stamp) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return distDir;
}

function readStamp(): Promise<string> {
  return readFile(join(distDir, STAMP), 'utf8').catch(() => '');
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

function viteConfig(outDir: string): InlineConfig {
  return {
    root: webDir,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 2000,
      // The makers' terms go with their code; and so it is written down whose code a page consists of.
      license: { fileName: 'licenses.md' },
    },
  };
}

/** The service worker, which knows the files of its build by name. */
function workerConfig(outDir: string, version: string, files: readonly string[]): InlineConfig {
  return {
    root: webDir,
    configFile: false,
    logLevel: 'warn',
    define: { PAGE_VERSION: JSON.stringify(version), PAGE_FILES: JSON.stringify(files) },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      rollupOptions: {
        input: join(webDir, 'src', 'offline', 'service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'service-worker.js' },
      },
    },
  };
}

async function assetsOf(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'assets'))).sort().map((name) => `/assets/${name}`);
}

async function stampOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(process.env.NODE_ENV ?? '');
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      hash.update(`${relative(projectDir, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
