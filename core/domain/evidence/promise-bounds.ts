import { InputError } from '../bytes/errors.ts';
import { CLOCK_TOLERANCE, PROMISE_BLOCKS_MAX, PROMISE_SECONDS_MAX } from '../limits.ts';
import type { Admission } from '../seal/admission-receipt.ts';

/** Refuses a promise of a block that is none of the next ones: it would promise nothing. @throws InputError PROMISE_TOO_LONG */
export function checkPromiseBlocks({ head, byBlock }: Admission): void {
  if (byBlock <= head || byBlock - head > PROMISE_BLOCKS_MAX)
    throw new InputError(
      'PROMISE_TOO_LONG',
      `The receipt promises block ${byBlock} at block ${head}; it must be one of the next ${PROMISE_BLOCKS_MAX}.`,
    );
}

/**
 * Refuses a promise that leaves the company more blocks or time than any queue needs.
 * @param now unix seconds by the receiver's clock
 * @throws InputError PROMISE_TOO_LONG
 */
export function checkPromiseBounds(admission: Admission, now: bigint): void {
  checkPromiseBlocks(admission);
  const { byTime } = admission;
  const latest = now + PROMISE_SECONDS_MAX + CLOCK_TOLERANCE;
  if (byTime > latest)
    throw new InputError(
      'PROMISE_TOO_LONG',
      `The receipt promises by ${byTime}; now is ${now}, and ${latest} the latest.`,
    );
}
