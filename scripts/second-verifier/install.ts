import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findPython, placeOf, PYTHON_PARTS, type PythonPart } from './python.ts';

/**
 * `npm run second-verifier:install`, `npm run en16931:install`: the packages of a part in Python, by their hashes, in an environment in .parts. A part from
 * outside that nothing needs to run: where Python or the packages are not to be had, it says so in a line and ends well.
 */
const LIMIT_MS = 5 * 60_000;
const part: PythonPart = process.argv[2] === 'en16931' ? 'en16931' : 'second-verifier';
const { what } = PYTHON_PARTS[part];
const requirements = fileURLToPath(new URL(`../../${PYTHON_PARTS[part].requirements}`, import.meta.url));
const here = findPython(part);
if (here === undefined) install();
else console.log(`${what} has its Python here: ${here}`);

function install(): void {
  const place = placeOf(part);
  const work = `${place}.building`;
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
    console.log(`skipped: ${what} is not installed: ${why}`);
    return;
  }
  rmSync(place, { recursive: true, force: true });
  renameSync(work, place);
  console.log(`${what} has its Python here: ${findPython(part)}`);
}
