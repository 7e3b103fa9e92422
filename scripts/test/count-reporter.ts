import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';
import type { Counts } from './counts.ts';

/** So much of what was thrown is told once more behind all tests. */
const FAILURE_LINES = 12;
const FAILURE_WIDTH = 300;
const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/**
 * Mocha's spec reporter that also leaves its true counts as JSON in the file of `--reporter-option output=FILE`. What a test left open is told, and does not
 * hold up the others: the process ends `linger` milliseconds behind its last test at the latest.
 */
// eslint-disable-next-line import-x/no-default-export -- mocha loads a reporter by its default export
export default class CountReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const counts: Counts = { passed: 0, failed: 0, skipped: [], failures: [] };
    runner.on(EVENT_TEST_PASS, () => (counts.passed += 1));
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      counts.failed += 1;
      counts.failures.push(describeFailure(test, error));
    });
    runner.on(EVENT_TEST_PENDING, (test) => counts.skipped.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => {
      const output = optionOf(options, 'output');
      writeFileSync(output, JSON.stringify(counts));
      setTimeout(
        () => {
          const open = `the tests left something open: ${process.getActiveResourcesInfo().join(', ')}`;
          const failures = [...counts.failures, open];
          writeFileSync(output, JSON.stringify({ ...counts, failed: counts.failed + 1, failures }));
          endByForce();
        },
        Number(optionOf(options, 'linger')),
      ).unref();
    });
  }
}

/** Where, which and why, in a few lines: `FILE: TITLE`, below it what was thrown. */
function describeFailure(test: Mocha.Runnable, thrown: unknown): string {
  const why = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const lines = why.split('\n').slice(0, FAILURE_LINES);
  const file = relative(process.cwd(), test.file ?? '');
  return [`${file}: ${test.fullTitle()}`, ...lines.map((line) => `    ${line.slice(0, FAILURE_WIDTH)}`)].join('\n');
}

function endByForce(): void {
  process.stderr.write(`The tests left something open: ${process.getActiveResourcesInfo().join(', ')}.\n`);
  // eslint-disable-next-line no-restricted-properties -- whatever is open holds up every other way
  process.exit(1);
}

function optionOf(options: Mocha.MochaOptions, name: string): string {
  const all: unknown = options.reporterOptions;
  const given = typeof all === 'object' && all !== null ? new Map<string, unknown>(Object.entries(all)).get(name) : all;
  if (typeof given === 'string') return given;
  throw new Error(`count-reporter needs --reporter-option ${name}=...`);
}
