import { isWorkCode } from '../../../core/runtime/start/illnesses.ts';
import type { Condition } from '../alarm-texts.ts';
import type { Observation } from '../observe.ts';

export function judgeLate(observations: readonly Observation[]): Condition[] {
  return observations.flatMap(({ source, late = [] }) =>
    late.map(({ code, seconds, atMost }): Condition => ({
      code,
      which: source.name,
      values: { seconds: seconds.toString(), atMost: atMost.toString() },
    })),
  );
}

/**
 * Alarms that a look can neither raise nor end: about what a program says of itself, where it said nothing. A program that is away is not in time for it, nor has
 * its disk room again, nor does it tell the truth.
 */
export function undecidedBy(
  observations: readonly Observation[],
): (alarm: Pick<Condition, 'code' | 'which'>) => boolean {
  return ({ code, which }) => {
    const seen = observations.find(({ source }) => source.name === which);
    if (seen === undefined) return false;
    if (code === 'DISK_LOW') return seen.diskFreeBytes === undefined;
    if (code === 'SOURCE_LIES') return !seen.up;
    return isWorkCode(code) && seen.late === undefined;
  };
}
