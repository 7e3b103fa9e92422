import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The releases of go-ethereum that our blocks were compared with, newest first. The first that the module proxy gives whole is the one: of 1.17.9 and 1.17.10 a
 * dependency is not everywhere to be had.
 */
export const GETH_VERSIONS = ['v1.17.10', 'v1.17.8'] as const;

const parts = fileURLToPath(new URL('../../.parts/geth', import.meta.url));

/** Where `npm run network:install` puts a release. */
export function gethFolder(version: string): string {
  return join(parts, version);
}

/** The go-ethereum of GETH_BINARY, else the newest installed one. */
export function findGeth(): string | undefined {
  const named = process.env.GETH_BINARY;
  const installed = GETH_VERSIONS.map((version) => join(gethFolder(version), 'geth'));
  return (named === undefined || named === '' ? installed : [named]).find((file) => existsSync(file));
}
