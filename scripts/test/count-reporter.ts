import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** Mocha's spec reporter that also leaves its true counts as JSON in the file of `--reporter-option output=FILE`. */
// eslint-disable-next-line import-x/no-default-export -- mocha loads a reporter by its default export
export default class CountReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: new Array<string>() };
    runner.on(EVENT_TEST_PASS, () => (counts.passed += 1));
    runner.on(EVENT_TEST_FAIL, () => (counts.failed += 1));
    runner.on(EVENT_TEST_PENDING, (test) => counts.skipped.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => writeFileSync(outputOf(options), JSON.stringify(counts)));
  }
}

function outputOf(options: Mocha.MochaOptions): string {
  const given: unknown = options.reporterOptions;
  if (typeof given === 'object' && given !== null && 'output' in given && typeof given.output === 'string')
    return given.output;
  throw new Error('count-reporter needs --reporter-option output=FILE');
}
