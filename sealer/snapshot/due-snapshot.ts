import type { Chain } from '../chain/chain.ts';
import type { LogIndex } from '../chain/index/log-index.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';

/** The newest block up to `head` at whose number a snapshot is due, whoever runs the chain. */
export function multipleBelow(head: bigint, every: number): bigint {
  return head - (head % BigInt(every));
}

/**
 * Of which block a snapshot is due, if of any. One at each multiple of the interval, whoever runs it: so the snapshots of two folders can be compared. Between
 * them, of the newest block, where many transactions or much time lie behind the last one.
 * @param newest the newest snapshot of the log's blocks
 * @param rested whether there was none a moment ago: many transactions do not bring one after the other
 */
export function dueSnapshot(args: {
  head: Chain['head'];
  timeOf: (number: number) => bigint;
  index: Pick<LogIndex, 'transactionsIn'>;
  settings: Pick<EngineSettings, 'snapshotEvery' | 'snapshotTransactions' | 'snapshotAfter'>;
  newest: bigint | undefined;
  rested: boolean;
}): bigint | undefined {
  const { settings } = args;
  if (args.head === undefined || args.head.number < 2n) return undefined;
  const { number: head, timestamp } = args.head;
  const newest = args.newest ?? 0n;
  const multiple = multipleBelow(head, settings.snapshotEvery);
  if (multiple > newest) return multiple;
  if (newest === head || !args.rested) return undefined;
  // Of block 0 the time is the genesis', which may lie long before the founding.
  const since = args.timeOf(Math.max(1, Number(newest)));
  if (Number(timestamp - since) * 1000 >= settings.snapshotAfter) return head;
  const many = args.index.transactionsIn(Number(newest) + 1, Number(head)) >= settings.snapshotTransactions;
  return many ? head : undefined;
}
