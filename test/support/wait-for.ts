import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for any healthy program on a machine with much else to do: the limit is for what hangs, and stays below mocha's own. */
const PATIENCE_MS = 240_000;
const LOOK_EVERY_MS = 40;

/** Asks until the answer is neither undefined nor false, and gives it. @throws Error that names what was waited for, and how long */
export async function waitFor<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { ms = PATIENCE_MS }: { ms?: number } = {},
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await condition();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`Waited ${ms / 1000} s in vain for this: ${what}.`);
    await delay(LOOK_EVERY_MS);
  }
}
