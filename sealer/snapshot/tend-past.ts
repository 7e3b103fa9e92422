import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Chain } from '../chain/chain.ts';
import type { LogIndex } from '../chain/index/log-index.ts';
import { KEPT_BLOCKS } from '../engine/embedded/kept-states.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';
import { dueSnapshot, multipleBelow } from './due-snapshot.ts';
import { makeSnapshot } from './make-snapshot.ts';
import { snapshotFolder } from './snapshot-folder.ts';
import { startAtSnapshot } from './start-from-snapshot.ts';

const AGAIN_MS = 600_000;
/** Between two snapshots that many transactions or much time ask for, and between two looks whether they do. */
const REST_MS = 60_000;

type Tended = {
  chain: Chain;
  index: Pick<LogIndex, 'transactionsIn'>;
  settings: Pick<
    EngineSettings,
    'data' | 'engine' | 'snapshotEvery' | 'snapshotTransactions' | 'snapshotAfter' | 'segmentBlocks'
  >;
  log: Log;
  signal: AbortSignal;
};

/**
 * Beside the making or following of blocks: checks what the start did not read, writes down a state now and then, and lets another engine go on from there, since
 * what the present one takes grows with each block; and closes old blocks of the log into segments. Until the signal.
 */
export async function tendPast(args: Tended): Promise<void> {
  const { chain, log, signal } = args;
  const checked = chain.past.run(signal).then(() => {
    try {
      chain.past.require();
    } catch (error) {
      log.error({ err: error }, 'what the start did not read is wrong');
    }
  });
  await Promise.all([checked, keepSnapshots(args), closeSegments(args)]);
}

async function keepSnapshots({ chain, index, settings, log, signal }: Tended): Promise<void> {
  if (settings.engine !== 'embedded' || settings.snapshotEvery === 0) return;
  const folder = snapshotFolder(settings.data);
  let restedAt = -Infinity;
  /** The first snapshot since the engine began. */
  let made: bigint | undefined;
  while (!signal.aborted) {
    const head = chain.head?.number ?? -1n;
    if (made !== undefined && head >= made + KEPT_BLOCKS) {
      made = undefined;
      await renewEngine({ chain, settings, log, signal, numbers: folder.numbers() });
      continue;
    }
    const due = dueSnapshot({
      head: chain.head,
      timeOf: (number) => chain.record(number).timestamp,
      index,
      settings,
      newest: folder.numbers().find((number) => number <= head),
      rested: performance.now() > restedAt,
    });
    if (due === undefined) {
      const multiple = multipleBelow(head, settings.snapshotEvery) + BigInt(settings.snapshotEvery);
      const renewal = made === undefined ? multiple : made + KEPT_BLOCKS;
      await chain.waitFor(multiple < renewal ? multiple : renewal, REST_MS, signal);
      continue;
    }
    try {
      const { bytes, slots } = await makeSnapshot({ data: settings.data, number: due, signal });
      made ??= due;
      restedAt = performance.now() + REST_MS;
      log.info({ number: due.toString(), bytes, slots }, 'the state is written down');
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, number: due.toString() }, 'the state is not written down; the next start takes longer');
      await pause(AGAIN_MS, signal);
    }
  }
}

async function closeSegments({ chain, settings, log, signal }: Tended): Promise<void> {
  const { segmentBlocks } = settings;
  if (segmentBlocks === 0) return;
  while (!signal.aborted) {
    try {
      const wasClosed = await chain.closeSegment(segmentBlocks, signal);
      if (wasClosed) log.info({ blocks: segmentBlocks }, 'old blocks of the log are a segment');
      else await chain.waitFor((chain.head?.number ?? 0n) + 1n, REST_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, 'old blocks of the log are not made a segment; it grows on');
      await pause(AGAIN_MS, signal);
    }
  }
}

/** From a snapshot that lies so far back that the new engine keeps as many states as the old one did, where there is one. */
async function renewEngine(
  args: Pick<Tended, 'chain' | 'settings' | 'log' | 'signal'> & { numbers: readonly bigint[] },
): Promise<void> {
  const { chain, settings, log, signal, numbers } = args;
  const { domain } = chain.rules;
  const oldest = (chain.head?.number ?? 0n) - KEPT_BLOCKS;
  const number = numbers.find((one) => one <= oldest) ?? numbers.at(-1);
  if (number === undefined) return;
  try {
    // From no older one: nobody waits until all that follows it is executed.
    const blocks = { read: (at: number) => chain.record(at) };
    await chain.renew(() => startAtSnapshot({ data: settings.data, domain, log: blocks, number }), signal);
    log.info({ number: number.toString() }, 'another engine goes on from a snapshot');
  } catch (error) {
    if (chain.broken !== undefined || signal.aborted) return;
    log.error({ err: error }, 'the engine is not renewed; its memory grows on until the next snapshot or start');
  }
}
