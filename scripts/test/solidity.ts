import { writeFileSync } from 'node:fs';
import { tasks } from 'hardhat';

/**
 * Compiles the contracts and runs the Solidity tests (unit, fuzz, invariant), leaving the counts as JSON in the file that is its
 * one argument.
 */
const output = process.argv[2];
if (output === undefined) throw new Error('solidity.ts needs the file for its counts');

const result: unknown = await tasks.getTask(['test', 'solidity']).run({ noCompile: false });
const summary = summaryOf(result);
writeFileSync(
  output,
  JSON.stringify({
    passed: summary.passed,
    failed: summary.failed,
    skipped: Array.from({ length: summary.skipped }, (_, index) => `Solidity test ${index + 1} (skipped by vm.skip)`),
  }),
);
if (summary.failed > 0) process.exitCode = 1;

/** The task answers {success, value | error}, each with a summary. */
function summaryOf(answer: unknown): { passed: number; failed: number; skipped: number } {
  const inner = property(answer, 'value') ?? property(answer, 'error');
  const found = property(inner, 'summary');
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((name) => property(found, name));
  if (typeof passed !== 'number' || typeof failed !== 'number')
    throw new Error('hardhat answered no summary of its tests');
  const broken = property(answer, 'success') === true ? 0 : 1;
  return { passed, failed: Math.max(failed, broken), skipped: typeof skipped === 'number' ? skipped : 0 };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
