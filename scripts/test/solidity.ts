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

/**
 * The task answers {success, value | error}, each with the results of every test contract. Its own summary is not used: with
 * Hardhat 3.17 it can say zero beside the results of 22 tests.
 */
function summaryOf(answer: unknown): { passed: number; failed: number; skipped: number } {
  const inner = property(answer, 'value') ?? property(answer, 'error');
  const suites = property(inner, 'suiteResults');
  if (!Array.isArray(suites)) throw new Error('hardhat answered no results of its tests');
  const statuses = suites.flatMap((suite) => {
    const results = property(suite, 'testResults');
    return Array.isArray(results) ? results.map((result) => property(result, 'status')) : [];
  });
  if (statuses.length === 0) throw new Error('hardhat ran no Solidity test');
  const count = (status: string): number => statuses.filter((one) => one === status).length;
  const broken = property(answer, 'success') === true ? 0 : 1;
  return { passed: count('Success'), failed: Math.max(count('Failure'), broken), skipped: count('Skipped') };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
