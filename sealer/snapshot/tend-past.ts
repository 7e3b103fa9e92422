import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Chain } from '../chain/chain.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';
import { makeSnapshot } from './make-snapshot.ts';
import { snapshotFolder } from './snapshot-folder.ts';

const FOR_EVER_MS = 2 ** 31 - 1;
const AGAIN_MS = 600_000;

/** Beside the making or following of blocks: checks what the start did not read, and writes down a state now and then. Until the signal. */
export async function tendPast(args: {
  chain: Chain;
  settings: Pick<EngineSettings, 'data' | 'engine' | 'snapshotEvery'>;
  log: Log;
  signal: AbortSignal;
}): Promise<void> {
  const { chain, log, signal } = args;
  const checked = chain.past.run(signal).then(() => {
    try {
      chain.past.require();
    } catch (error) {
      log.error({ err: error }, 'what the start did not read is wrong');
    }
  });
  await Promise.all([checked, keepSnapshots(args)]);
}

/** One at each multiple of the interval, whoever runs it: so the snapshots of two folders can be compared. */
async function keepSnapshots({ chain, settings, log, signal }: Parameters<typeof tendPast>[0]): Promise<void> {
  const every = BigInt(settings.snapshotEvery);
  if (settings.engine !== 'embedded' || every === 0n) return;
  const folder = snapshotFolder(settings.data);
  while (!signal.aborted) {
    const head = chain.head?.number ?? 0n;
    const due = head - (head % every);
    const [newest = 0n] = folder.numbers();
    if (due <= newest) {
      await chain.waitFor((newest > head ? newest : due) + every, FOR_EVER_MS, signal);
      continue;
    }
    try {
      const { bytes, slots } = await makeSnapshot({ data: settings.data, number: due, signal });
      log.info({ number: due.toString(), bytes, slots }, 'the state is written down');
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, number: due.toString() }, 'the state is not written down; the next start takes longer');
      await pause(AGAIN_MS, signal);
    }
  }
}
