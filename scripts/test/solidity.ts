import { writeFileSync } from 'node:fs';
import { tasks } from 'hardhat';
import type { Counts } from './counts.ts';

/**
 * Compiles the contracts and runs the Solidity tests (unit, fuzz, invariant), leaving the counts as JSON in the file that is its
 * one argument. Counts each result by itself: the task's own summary stays zero when it is not run from Hardhat's command line.
 */
const output = process.argv[2];
if (output === undefined) throw new Error('solidity.ts needs the file for its counts');

const answer: unknown = await tasks.getTask(['test', 'solidity']).run({ noCompile: false });
const results = resultsOf(answer);
const counts: Counts = {
  passed: results.filter(({ status }) => status === 'Success').length,
  failed: results.filter(({ status }) => status === 'Failure').length,
  skipped: results.filter(({ status }) => status === 'Skipped').map(({ name }) => name),
  failures: results.filter(({ status }) => status === 'Failure').map(({ name }) => name),
};
// A run that broke without a failed test is a failure as well.
if (property(answer, 'success') !== true) counts.failed = Math.max(1, counts.failed);
writeFileSync(output, JSON.stringify(counts));
if (counts.failed > 0) process.exitCode = 1;

/** The task answers {success, value | error}, each with the results of every suite. */
function resultsOf(given: unknown): { name: string; status: string }[] {
  const suites = property(property(given, 'value') ?? property(given, 'error'), 'suiteResults');
  if (!Array.isArray(suites)) throw new Error('hardhat answered no results of its tests');
  return suites.flatMap((suite: unknown) => {
    const tests = property(suite, 'testResults');
    if (!Array.isArray(tests)) throw new Error('hardhat answered a suite without results');
    const prefix = String(property(property(suite, 'id'), 'name'));
    return tests.map((test: unknown) => ({
      name: `${prefix} ${String(property(test, 'name'))}`,
      status: String(property(test, 'status')),
    }));
  });
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return found;
}
