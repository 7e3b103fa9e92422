import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findPython, SECOND_VERIFIER_PLACE } from './python.ts';

/**
 * `npm run second-verifier:install`: the packages of test/second-verifier/requirements.txt, by their hashes, in a Python environment in .parts. A part from
 * outside that nothing needs to run: where Python or the packages are not to be had, it says so in a line and ends well.
 */
const LIMIT_MS = 5 * 60_000;
const requirements = fileURLToPath(new URL('../../test/second-verifier/requirements.txt', import.meta.url));
const here = findPython();
if (here === undefined) install();
else console.log(`The second verifier's Python is here: ${here}`);

function install(): void {
  const work = `${SECOND_VERIFIER_PLACE}.building`;
  rmSync(work, { recursive: true, force: true });
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', '--copies', work]],
    [`${work}/bin/python`, ['-m', 'pip', 'install', '-q', '--require-hashes', '-r', requirements]],
  ];
  for (const [command, args] of steps) {
    const done = spawnSync(command, args, { encoding: 'utf8', timeout: LIMIT_MS });
    if (done.status === 0) continue;
    rmSync(work, { recursive: true, force: true });
    const why = done.error?.message ?? done.stderr.trim().split('\n').at(-1);
    console.log(`skipped: the second verifier is not installed: ${why}`);
    return;
  }
  rmSync(SECOND_VERIFIER_PLACE, { recursive: true, force: true });
  renameSync(work, SECOND_VERIFIER_PLACE);
  console.log(`The second verifier's Python is here: ${findPython()}`);
}
