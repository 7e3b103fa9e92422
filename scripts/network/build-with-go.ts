import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';

const LIMIT_MS = 9 * 60_000;

/** The Go at hand; `undefined` where there is none. */
export function goAtHand(): string | undefined {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  return go.status === 0 ? go.stdout.trim() : undefined;
}

/** Builds a program of a module at a version into a folder, which is there as a whole or not at all. @returns why it failed */
export function buildWithGo(program: string, version: string, folder: string): string | undefined {
  const work = `${folder}.building`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const done = spawnSync('go', ['install', `${program}@${version}`], {
    encoding: 'utf8',
    env: { ...process.env, GOBIN: work, GOFLAGS: '' },
    timeout: LIMIT_MS,
  });
  if (done.status === 0) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
    return undefined;
  }
  rmSync(work, { recursive: true, force: true });
  return done.error?.message ?? done.stderr.trim().split('\n').slice(-2).join(' ').trim();
}
