import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { moveThisClock } from './moved-clock.ts';
import { waitForNoDisk } from './unsynced-disk.ts';

/** A thread in which programs of the system run by a clock that is moved. It starts and stops what it is told to. */
const given = z.object({ clock: z.instanceof(SharedArrayBuffer) }).parse(workerData);
moveThisClock(given.clock);
waitForNoDisk();
const { startHere } = await import('./start-here.ts');

const order = z.union([
  z.strictObject({ start: z.string(), program: z.string(), settings: z.record(z.string(), z.unknown()) }),
  z.strictObject({ stop: z.string() }),
]);
const running = new Map<string, AsyncDisposable>();

parentPort?.on('message', (message: unknown) => {
  void obey(order.parse(message)).then(
    (name) => parentPort?.postMessage({ done: name }),
    (error: unknown) => parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
  );
});

async function obey(told: z.infer<typeof order>): Promise<string> {
  if ('stop' in told) {
    await running.get(told.stop)?.[Symbol.asyncDispose]();
    running.delete(told.stop);
    return told.stop;
  }
  const program = await startHere(told.program, told.settings);
  running.set(told.start, program);
  program.done?.catch((error: unknown) =>
    parentPort?.postMessage({ failed: `${told.start}: ${error instanceof Error ? error.message : String(error)}` }),
  );
  return told.start;
}
