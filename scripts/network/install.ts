import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findGeth, gethFolder, GETH_VERSIONS } from './geth-binary.ts';

/**
 * `npm run network:install`: builds go-ethereum with the Go at hand into .parts/geth/<version>/geth. A part from outside that nothing needs to run: where Go or
 * the module is not to be had, it says so in a line and ends well.
 */
const LIMIT_MS = 9 * 60_000;
const here = findGeth();
if (here === undefined) install();
else console.log(`geth is here: ${here}`);

function install(): void {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (go.status !== 0) {
    console.log('skipped: go-ethereum is not installed, since there is no Go (https://go.dev) to build it with.');
    return;
  }
  for (const version of GETH_VERSIONS) {
    console.log(`Building go-ethereum ${version} with ${go.stdout.trim()} (a minute or two) ...`);
    const why = build(version);
    if (why === undefined) {
      console.log(`geth is here: ${join(gethFolder(version), 'geth')}`);
      return;
    }
    console.log(`go-ethereum ${version} cannot be built: ${why}`);
  }
  console.log('skipped: go-ethereum is not installed; what needs it is skipped by name.');
}

/** @returns why it failed */
function build(version: string): string | undefined {
  const folder = gethFolder(version);
  const work = `${folder}.building`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const done = spawnSync('go', ['install', `github.com/ethereum/go-ethereum/cmd/geth@${version}`], {
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
