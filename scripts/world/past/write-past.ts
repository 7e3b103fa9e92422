import { parentPort, workerData } from 'node:worker_threads';
import { createMovedClock, moveThisClock } from './threads/moved-clock.ts';
import { waitForNoDisk } from './threads/unsynced-disk.ts';
import type { PastOrder, PastWord } from './past-word.ts';

/** The thread that writes a past: its clock is moved before anything that keeps one is loaded. */

const clock = createMovedClock(Date.now.bind(Date));
moveThisClock(clock.shared);
waitForNoDisk();
const { livePast } = await import('./live-past.ts');

const tell = (word: PastWord): void => parentPort?.postMessage(word);
try {
  tell({ written: await livePast(workerData as PastOrder, clock, tell) });
} catch (error) {
  tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
