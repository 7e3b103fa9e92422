import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run coverage`: runs every contract test on instrumented contracts and fails unless all lines and all statements were executed.
 * Each refusal in the contracts is an `if` with a statement of its own, so that full statement coverage means both branches of each.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const ROW =
  /║\s*(?<file>contracts\/\S+|…\S+)\s*│\s*(?<lines>[\d.]+)\s*│\s*(?<statements>[\d.]+)\s*│\s*(?<uncovered>.*?)\s*║/;

type Row = { file: string; lines: number; statements: number; uncovered: string };

const { ok, output } = await runCoverage();
const rows = output.split('\n').flatMap(parseRow);
const short = rows.filter(({ lines, statements }) => lines < 100 || statements < 100);
if (!ok || rows.length === 0) {
  console.error(output);
  console.error('The contract tests failed under coverage; see above.');
  process.exitCode = 1;
} else {
  for (const { file, lines, statements, uncovered } of short)
    console.error(`${file}: ${lines} % of lines, ${statements} % of statements; not executed: line ${uncovered}`);
  console.log(`${rows.length - short.length} of ${rows.length} contract files fully covered`);
  if (short.length > 0) process.exitCode = 1;
}

function parseRow(line: string): Row[] {
  const groups = ROW.exec(line)?.groups;
  if (groups === undefined) return [];
  const { file = '', lines, statements, uncovered = '' } = groups;
  return [{ file, lines: Number(lines), statements: Number(statements), uncovered }];
}

function runCoverage(): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve, reject) => {
    const args = ['node_modules/hardhat/dist/src/cli.js', '--coverage', 'test'];
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ ok: code === 0, output: Buffer.concat(parts).toString('utf8') });
    });
  });
}
