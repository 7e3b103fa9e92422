import type { Work } from '../../core/runtime/start/illnesses.ts';
import type { Chain } from '../chain/chain.ts';
import { snapshotFolder } from '../snapshot/snapshot-folder.ts';

const AT_MOST_SECONDS = 86_400;

/** Since when a state should have been written down: without one, the next start executes all that follows the one before. */
export function snapshotWork(
  chain: Pick<Chain, 'head' | 'record'>,
  settings: { data: string; engine: string; snapshotEvery: number },
  nowSeconds: () => number,
): Work[] {
  const every = BigInt(settings.snapshotEvery);
  const head = chain.head?.number ?? 0n;
  if (settings.engine !== 'embedded' || every === 0n || head < every) return [];
  const due = head - (head % every);
  const [newest = 0n] = snapshotFolder(settings.data).numbers();
  if (newest >= due) return [];
  // The first that lacks, not the newest: each block would put the date off.
  const lacking = newest - (newest % every) + every;
  const waitsSeconds = nowSeconds() - Number(chain.record(Number(lacking)).timestamp);
  return [{ what: 'The state of the chain is not written down', waitsSeconds, atMostSeconds: AT_MOST_SECONDS }];
}
