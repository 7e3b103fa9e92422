import { isMainThread, Worker } from 'node:worker_threads';
import { parseDecimal } from '../../../../core/domain/bytes/decimal.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { problemOf } from '../../../../core/runtime/problem.ts';
import { refuse } from '../../../../oracle/gateway/decoders/reading.ts';

/** Makes errors of its own; has the tree throw in a thread, and refuse; then kills itself, as a power cut would. */
if (isMainThread) {
  new InputError('OF_THE_TEST_ITSELF', 'No code of the tree.');
  refuse('REFUSED_BY_THE_TEST', 'No code of the tree either.');
  new Worker(new URL(import.meta.url)).once('error', () => {
    problemOf(new Error('none that callers may see'));
    process.kill(process.pid, 'SIGKILL');
  });
} else {
  parseDecimal('one');
}
