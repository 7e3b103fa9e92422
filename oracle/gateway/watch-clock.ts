import { existsSync } from 'node:fs';
import { FLAG } from '../../core/domain/ledger/kinds.ts';

/** A step of the clock beyond this is no drift. */
const JUMP_MS = 30_000;
/** After a step nobody knows for a while which of the two times is right. */
const DOUBT_MS = 3_600_000;

/**
 * Whether the clock can be believed, as flags of a frame: no while `marker` names a file that is not there (time services write one when they are
 * synchronised), and for an hour after the clock stepped. `steadyMs` counts from anywhere and never steps.
 */
export function watchClock(args: {
  marker: string | undefined;
  wallMs: () => number;
  steadyMs: () => number;
  onStep: (byMs: number) => void;
}): () => number {
  const { wallMs, steadyMs } = args;
  let offset = wallMs() - steadyMs();
  let doubtUntil = -Infinity;
  return () => {
    const steady = steadyMs();
    const now = wallMs() - steady;
    if (Math.abs(now - offset) > JUMP_MS) {
      args.onStep(now - offset);
      doubtUntil = steady + DOUBT_MS;
    }
    offset = now;
    const unsure = steady < doubtUntil || (args.marker !== undefined && !existsSync(args.marker));
    return unsure ? FLAG.clockUnsynchronised : 0;
  };
}
