import type { Work } from '../../core/runtime/start/illnesses.ts';
import { multipleBelow } from '../snapshot/due-snapshot.ts';
import { snapshotFolder } from '../snapshot/snapshot-folder.ts';

/** Of a block, what says when it is late. */
type Dated = { number: bigint; timestamp: bigint };

const AT_MOST_SECONDS = 86_400;

/**
 * Since when a state should have been written down: without one, the next start executes all that follows the one before.
 * @param begunSeconds since when the program runs: blocks that it fetched or executed since then may be as old as the chain
 */
export function snapshotWork(
  chain: { head: Pick<Dated, 'number'> | undefined; record: (number: number) => Pick<Dated, 'timestamp'> },
  settings: { data: string; engine: string; snapshotEvery: number },
  nowSeconds: () => number,
  begunSeconds = Math.floor(performance.timeOrigin / 1000),
): Work[] {
  const { snapshotEvery: every } = settings;
  const head = chain.head?.number ?? 0n;
  if (settings.engine !== 'embedded' || every === 0 || head < BigInt(every)) return [];
  const newest = snapshotFolder(settings.data)
    .numbers()
    .find((number) => number <= head);
  if ((newest ?? 0n) >= multipleBelow(head, every)) return [];
  // The first that lacks, not the newest: each block would put the date off.
  const lacking = multipleBelow(newest ?? 0n, every) + BigInt(every);
  const since = Math.max(begunSeconds, Number(chain.record(Number(lacking)).timestamp));
  const waitsSeconds = nowSeconds() - since;
  const what = 'The state of the chain is not written down';
  return [{ code: 'SNAPSHOT_LATE', what, waitsSeconds, atMostSeconds: AT_MOST_SECONDS }];
}
