import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import type { InlineConfig } from 'vite';

const webDir = import.meta.dirname;
const projectDir = join(webDir, '..', '..');
const distDir = join(webDir, 'dist');
const stampFile = join(distDir, '.stamp');

/** What the pages are made of: when none of it changed, neither did the pages. */
const SOURCES = [
  join(webDir, 'src'),
  join(webDir, 'index.html'),
  join(webDir, 'build.ts'),
  join(projectDir, 'core', 'domain'),
  join(projectDir, 'package-lock.json'),
];

/**
 * Builds the residents' pages; does nothing when the last build is of the same content.
 * @returns the folder to serve, with `index.html` and hashed files under `assets/`
 */
export async function buildWeb(): Promise<string> {
  const stamp = await stampOf(SOURCES);
  const last = await readFile(stampFile, 'utf8').catch(() => '');
  if (last !== stamp) {
    await build(viteConfig());
    await writeFile(stampFile, stamp);
  }
  return distDir;
}

function viteConfig(): InlineConfig {
  return {
    root: webDir,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    resolve: {
      // eth-crypto is written for Node's Buffer; the name alone would resolve to nothing in a browser.
      alias: { buffer: 'buffer/' },
    },
    build: {
      outDir: distDir,
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 2000,
    },
    worker: { format: 'es' },
  };
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
