import { pause } from '../../../core/runtime/pause.ts';
import type { Inbox } from './inbox-rows.ts';
import type { Storage } from './storage.ts';

const ROUND_MS = 10_000;
/** Messages forgotten in one transaction: little enough to hold up nobody. */
const AT_ONCE = 50;

/** Forgets what has been on the ledger for long enough; for want of room, everything that is on the ledger. */
export async function pruning(args: {
  inbox: Inbox;
  storage: Pick<Storage, 'fault'>;
  keepMs: number;
  signal: AbortSignal;
}): Promise<void> {
  const { inbox, storage, keepMs, signal } = args;
  while (!signal.aborted) {
    const full = storage.fault !== undefined;
    const now = Date.now();
    const before = { recordedMs: full ? now + 1 : now - keepMs, dueSeconds: BigInt(Math.floor((now - keepMs) / 1000)) };
    const pruned = inbox.transaction(() => inbox.prune(before, AT_ONCE));
    await pause(pruned > 0 ? 20 : full ? 1_000 : Math.min(ROUND_MS, Math.max(1_000, keepMs)), signal);
  }
}
