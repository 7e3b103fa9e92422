import { pause } from '../../../core/runtime/pause.ts';
import { backoffMs } from '../../../core/runtime/retry.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** Each sign-in asks at once; this is for a collector that is there and could not say. */
const ASK_AGAIN = { baseMs: 1_000, maxMs: 30_000 };

/** Which channels the collector has not spoken of since the start. */
export type Confirmation = {
  /** True when it has spoken of all. */
  isComplete(): boolean;
  missing(): Hex[];
  spokeOf(channels: readonly Hex[]): void;
};

/**
 * A database that was set back in its place (an older copy written over it, a volume rolled back) does not show it, and would use numbers twice. So no frame
 * leaves after a start before the collector has said where the channels stand.
 */
export function confirmChannels(channels: readonly Hex[]): Confirmation {
  const missing = new Set(channels);
  return {
    isComplete: () => missing.size === 0,
    missing: () => [...missing],
    spokeOf: (told) => told.forEach((channel) => missing.delete(channel)),
  };
}

/** Asks until the collector has spoken of every channel. */
export async function askUntilComplete(
  confirmation: Confirmation,
  ask: (channels: readonly Hex[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let asked = 1; !confirmation.isComplete(); asked++) {
    if (!(await pause(backoffMs(asked, ASK_AGAIN), signal))) return;
    ask(confirmation.missing());
  }
}
