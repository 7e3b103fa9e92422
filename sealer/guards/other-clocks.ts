import { fetchText } from '../../core/runtime/fetch-text.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import type { SealerSettings } from '../settings.ts';
import { OFF_MS, type SteadyClock } from './steady-clock.ts';

const ANSWER_MS = 2_000;
const AGAIN_MS = 1_000;
/** How often the machine's clock is looked at for a step. */
const LOOK_MS = 1_000;

/**
 * How far the clocks of other machines are ahead of `now`, ms: the middle one of those that answer, by the date of their HTTP answers (RFC 9110 §6.6.1). Nobody signs it, and it
 * moves no clock: it only says whether one may be relied on. `undefined` where nobody answers.
 */
export async function offOthers(
  urls: readonly string[],
  now: () => number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const told = await Promise.all(
    urls.map(async (url) => {
      try {
        const { headers } = await fetchText(`${url}/v1/head`, { redirect: 'error' }, { signal, timeoutMs: ANSWER_MS });
        const at = Date.parse(headers.get('date') ?? '');
        return Number.isNaN(at) ? undefined : at - now();
      } catch {
        return undefined;
      }
    }),
  );
  const sorted = told.filter((each) => each !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Who has clocks of their own: replicas of other owners, and the keeper. */
export function otherClocksOf(settings: Pick<SealerSettings, 'foreignReplicas' | 'keeper'>): readonly string[] {
  return [...(settings.foreignReplicas ?? []), ...(settings.keeper === undefined ? [] : [settings.keeper])];
}

type Comparing = { clock: SteadyClock; urls: readonly string[]; signal: AbortSignal };

/** Waits while the machine's clock is off the others': a block that is dated ahead stops the next ones until that date. Returns at the signal, too. */
export async function waitForRightClock({
  clock,
  urls,
  progress,
  signal,
}: Comparing & { progress: Progress }): Promise<void> {
  for (;;) {
    const off = await offOthers(urls, clock.wall, signal);
    if (off === undefined || Math.abs(off) <= OFF_MS) {
      // Set right while we waited.
      if (clock.moved()) clock.adopt();
      return;
    }
    const seconds = Math.round(Math.abs(off) / 1000);
    const side = off < 0 ? 'ahead of' : 'behind';
    progress.begin(`waiting for this clock, which is ${seconds} s ${side} those of ${urls.join(', ')}: set it by NTP`);
    if (!(await pause(AGAIN_MS, signal))) return;
  }
}

/** Goes by the machine's clock again once it moved and the others say that it is right, until the signal. */
export async function confirmClock({ clock, urls, log, signal }: Comparing & { log: Log }): Promise<void> {
  let told = false;
  while (await pause(LOOK_MS, signal)) {
    if (!clock.moved()) {
      told = false;
      continue;
    }
    if (!told) log.error("this machine's clock moved at once; blocks are dated on by the time before it");
    told = true;
    const off = await offOthers(urls, clock.wall, signal);
    if (off === undefined || Math.abs(off) > OFF_MS || !clock.moved()) continue;
    clock.adopt();
    log.warn('the clocks of others are where this one is now; it is gone by again');
  }
}
