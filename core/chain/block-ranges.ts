import { LOG_BLOCKS_MAX } from '../domain/limits.ts';

/** The external blocks `from` to `to`, both included, in ranges that one question for logs may span. */
export function* blockRanges(from: bigint, to: bigint): Generator<{ from: bigint; to: bigint }> {
  for (let at = from; at <= to; at += LOG_BLOCKS_MAX) {
    const end = at + LOG_BLOCKS_MAX - 1n;
    yield { from: at, to: end < to ? end : to };
  }
}
