import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Counts } from './test/counts.ts';

/**
 * `npm run check [NAME ...]`: everything about the tree that can be said without running it. Prints the output of what failed and
 * last `N passed, N failed`; DOMLEDGER_CHECK_COUNTS names a file for the same as JSON.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
/** So much of what a check printed is told once more behind all. */
const FAILURE_CHARACTERS = 2_000;
type Check = { name: string; args: readonly string[] };

const bin = (name: string): string => `node_modules/${name}`;
const checks: readonly Check[] = [
  { name: 'types', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', '.'] },
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'] },
  { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  {
    name: 'solidity',
    args: [bin('solhint/solhint.js'), '--disc', '--noPoster', '--max-warnings', '0', 'contracts/**/*.sol'],
  },
  { name: 'unused', args: [bin('knip/bin/knip.js'), '--no-progress'] },
  { name: 'abis', args: ['scripts/generate-abis.ts', '--check'] },
  { name: 'vectors', args: ['scripts/generate-vectors.ts', '--check'] },
  { name: 'configuration', args: ['scripts/generate-configuration.ts', '--check'] },
  { name: 'schemas', args: ['scripts/generate-schemas.ts', '--check'] },
  { name: 'structure', args: ['scripts/check-structure.ts'] },
  { name: 'docs', args: ['scripts/check-docs.ts'] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0)
  console.log(`Unknown: ${unknown.join(', ')}. Known are ${checks.map(({ name }) => name).join(', ')}.`);
const queue: Check[] = checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const counts: Counts = { passed: 0, failed: unknown.length, skipped: [], failures: unknown };
const lanes = [lane(), lane()];
await Promise.all(lanes);
const countsFile = process.env.DOMLEDGER_CHECK_COUNTS;
if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify(counts));
console.log(`${counts.passed} passed, ${counts.failed} failed`);
if (counts.failed > 0) process.exitCode = 1;

async function lane(): Promise<void> {
  for (let check = take(); check !== undefined; check = take()) {
    const started = performance.now();
    const result = await run(check.args);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (result.ok) counts.passed += 1;
    else {
      counts.failed += 1;
      counts.failures.push(`${check.name}: ${result.output.trim().slice(-FAILURE_CHARACTERS)}`);
    }
    console.log(
      result.ok ? `ok   ${check.name} (${seconds} s)` : `${result.output.trimEnd()}\nFAIL ${check.name} (${seconds} s)`,
    );
  }
}

/** Both lanes take from one list. */
function take(): Check | undefined {
  return queue.shift();
}

function run(args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const [script = ''] = args;
    if (!existsSync(`${root}/${script}`)) {
      resolve({ ok: false, output: `${script} is missing.` });
      return;
    }
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.once('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(parts).toString('utf8') }));
  });
}
