import { backoffMs } from '../../../../core/runtime/retry.ts';
import { pause } from '../../../../core/runtime/pause.ts';
import type { InputContext } from '../input-context.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** A connection that held this long was a good one: the next wait is short again. */
const GOOD_MS = 30_000;

/** Runs `session` again and again until the signal, waiting longer after each failure. A session ends by failing. */
export async function keepOpen(context: InputContext, what: string, session: () => Promise<void>): Promise<void> {
  const { signal, log, count } = context;
  for (let failures = 0; !signal.aborted;) {
    const began = Date.now();
    let reason = 'the other side ended the connection';
    try {
      await session();
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (signal.aborted) return;
    failures = Date.now() - began > GOOD_MS ? 1 : failures + 1;
    count('INPUT_LOST');
    if (failures <= 3) log.warn({ input: what, reason }, 'an input is not there; it is tried again');
    await pause(backoffMs(failures, { baseMs: FIRST_WAIT_MS, maxMs: LONGEST_WAIT_MS }), signal);
  }
}
