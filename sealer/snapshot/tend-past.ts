import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Chain } from '../chain/chain.ts';
import type { LogIndex } from '../chain/index/log-index.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';
import { dueSnapshot } from './due-snapshot.ts';
import { makeSnapshot } from './make-snapshot.ts';
import { snapshotFolder } from './snapshot-folder.ts';

const FOR_EVER_MS = 2 ** 31 - 1;
const AGAIN_MS = 600_000;
/** Between two snapshots that many transactions or much time ask for. */
const REST_MS = 60_000;

type Tended = {
  chain: Chain;
  index: Pick<LogIndex, 'transactionsIn'>;
  settings: Pick<EngineSettings, 'data' | 'engine' | 'snapshotEvery' | 'snapshotTransactions' | 'snapshotAfter'>;
  log: Log;
  signal: AbortSignal;
};

/** Beside the making or following of blocks: checks what the start did not read, and writes down a state now and then. Until the signal. */
export async function tendPast(args: Tended): Promise<void> {
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

async function keepSnapshots({ chain, index, settings, log, signal }: Tended): Promise<void> {
  if (settings.engine !== 'embedded' || settings.snapshotEvery === 0) return;
  const folder = snapshotFolder(settings.data);
  let restedAt = -Infinity;
  while (!signal.aborted) {
    const head = chain.head?.number ?? -1n;
    const due = dueSnapshot({
      head: chain.head,
      timeOf: (number) => chain.record(number).timestamp,
      index,
      settings,
      newest: folder.numbers().find((number) => number <= head),
      rested: performance.now() > restedAt,
    });
    if (due === undefined) {
      await chain.waitFor(head + 1n, FOR_EVER_MS, signal);
      continue;
    }
    try {
      const { bytes, slots } = await makeSnapshot({ data: settings.data, number: due, signal });
      restedAt = performance.now() + REST_MS;
      log.info({ number: due.toString(), bytes, slots }, 'the state is written down');
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, number: due.toString() }, 'the state is not written down; the next start takes longer');
      await pause(AGAIN_MS, signal);
    }
  }
}
