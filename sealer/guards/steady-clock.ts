import { TransientError } from '../../core/domain/bytes/errors.ts';

/** The time that blocks are dated by. */
export type SteadyClock = {
  /** Milliseconds since 1970: this machine's clock, but where that moved at once, what it was before and the time since. */
  readonly now: () => number;
  /** The machine's clock as it is, ms. */
  readonly wall: () => number;
  /** Whether the machine's clock moved and is not back. */
  readonly moved: () => boolean;
  /** Goes by the machine's clock again, since others say that it is right. */
  adopt(): void;
  /** @throws TransientError CLOCK_MOVED */
  check(): void;
};

/** NTP moves a running clock by parts of a thousand; whatever moves it by this much between two looks is no NTP, or ends a wrong time. */
const STEP_MS = 30_000;
/** How far a clock may be off the others', ms: HTTP tells seconds, and an answer takes its time. */
export const OFF_MS = 60_000;

/**
 * A clock that is set ahead for a moment would date blocks ahead, and none could follow until that date. So each look compares it with a clock that only goes forward,
 * and a step is not gone along with: blocks are dated on as before until it is back, others confirm it, or the program is started anew.
 * @param wall the machine's clock, ms
 * @param forward a clock that nobody can set, ms
 */
export function createSteadyClock(args: { wall?: () => number; forward?: () => number } = {}): SteadyClock {
  const { wall = Date.now, forward = () => performance.now() } = args;
  let offset = wall() - forward();
  const off = (): number => wall() - forward() - offset;
  const moved = (): boolean => Math.abs(off()) > STEP_MS;
  return {
    now() {
      // Small steps are gone along with: they add up to what NTP makes of a clock over months.
      if (!moved()) offset += off();
      return forward() + offset;
    },
    wall,
    moved,
    adopt() {
      offset += off();
    },
    check() {
      if (!moved()) return;
      throw new TransientError(
        'CLOCK_MOVED',
        `This machine's clock moved by ${Math.round(off() / 1000)} s at once. Blocks are dated by the time before it went on. Set it by NTP; it is gone by again when it is back, or when the clocks of foreignReplicas and keeper are within ${OFF_MS / 1000} s of it, or at the next start.`,
      );
    },
  };
}
