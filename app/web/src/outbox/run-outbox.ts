import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { isFinal, isUnderWay, type Act } from '../../../../core/domain/resident/outbox/act.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { ApiError } from '../api/api.ts';
import { isSignedOut } from './look-at-block.ts';
import { lookAgain, settleAct, type Settling } from './settle-act.ts';

/** How often is looked whether a ledger took what it refused before, and tried again what somebody's fault ended. */
const AGAIN_MS = 15_000;

/**
 * Brings everything that is kept further for as long as the page is open: what was signed now, and what an earlier visit left.
 * @param onSignedOut the portal knows this tab's session no more
 */
export function runOutbox(settling: Settling, signal: AbortSignal, onSignedOut: () => void): void {
  const running = new Set<Hex>();
  const ended = new Set<Hex>();
  const bring = async (act: Act): Promise<void> => {
    running.add(act.id);
    try {
      const isOpen = isUnderWay(act);
      await (isOpen ? settleAct(settling, act.id, { signal }) : lookAgain(settling, act.id, signal));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError) && !(error instanceof InputError)) throw error;
      ended.add(act.id);
      if (error instanceof ApiError && isSignedOut(error)) onSignedOut();
    } finally {
      running.delete(act.id);
    }
  };
  const begin = async (isLater: boolean): Promise<void> => {
    if (isLater) ended.clear();
    for (const act of await settling.outbox.list()) {
      if (isFinal(act) || running.has(act.id) || ended.has(act.id)) continue;
      if (isLater || isUnderWay(act)) void bring(act);
    }
  };
  const listenNoMore = settling.outbox.listen(() => void begin(false));
  const timer = setInterval(() => void begin(true), AGAIN_MS);
  signal.addEventListener('abort', () => {
    listenNoMore();
    clearInterval(timer);
  });
  void begin(true);
}
