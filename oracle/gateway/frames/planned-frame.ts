import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Payload } from '../../../core/domain/reading/payload.ts';
import type { ChannelMemory } from '../store/store-rows.ts';
import type { KeyOwner } from '../store/stored-frame.ts';

/**
 * `subject`: the request that the frame answers. `sealedFor`: of what was sealed once and is sealed again, for whom it was; nobody else reads it, whosever the
 * meter is by now.
 */
export type PlannedFrame = {
  time: bigint;
  flags: number;
  payload: Payload;
  subject?: Hex | undefined;
  sealedFor?: KeyOwner;
};
export type PlanRules = {
  timeZone: string;
  cadence: 'day' | 'each';
  exponent: number;
  /** Seconds after the hour within which a reading counts as the register at the hour. */
  tolerance: bigint;
  /** Whose the meter is. */
  owner: () => KeyOwner;
  /** Hears how many late readings no packet can carry any more. */
  onDropped: (count: number) => void;
};
/** `word`: the flag of the word under which it came. A frame has that of the reading that it is to. */
export type RegisterReading = { time: bigint; value: bigint; flags?: number; word?: number; record?: string };
export type Plan =
  | { ok: true; frames: PlannedFrame[]; memory: ChannelMemory; isLate?: true }
  | {
      ok: false;
      code: 'DUPLICATE' | 'TIME_NOT_RISING' | 'REGISTER_FELL' | 'LATE_IMPLAUSIBLE' | 'LATE_FULL';
      message: string;
    };
