import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { SEEN_SECONDS } from '../../../../core/domain/limits.ts';
import { CODE_MAX, currentBlock, isFinal, isUnderWay, type Act } from '../../../../core/domain/resident/outbox/act.ts';
import { actToText } from '../../../../core/domain/resident/outbox/act-json.ts';
import { advanceAct } from '../../../../core/domain/resident/outbox/advance.ts';
import { ApiError, isPassing } from '../api/api.ts';
import { lookAtBlock, type Look, type Looking } from './look-at-block.ts';
import type { Outbox } from './outbox.ts';

export type Settling = Looking & { outbox: Outbox };

const PACE = { firstMs: 250, mostMs: 3000 };

/**
 * Brings an act further until it is known for good what became of it, or it is refused: hands it over again and again, and asks. One tab at a time does it;
 * whoever comes later goes on where the former left it.
 * @param patience seconds after which a block that witnesses saw must be in the chain
 * @returns how it stands; `undefined` where it is not kept here
 * @throws ApiError SESSION_REQUIRED, CSRF_REFUSED: it waits for somebody to sign in; InputError where the portal lies about it. It stays kept.
 */
export async function settleAct(
  settling: Settling,
  id: Hex,
  { signal, patience = SEEN_SECONDS }: { signal?: AbortSignal; patience?: bigint } = {},
): Promise<Act | undefined> {
  const { outbox } = settling;
  const seen = seenFor(outbox, patience);
  return outbox.alone(
    id,
    async () => {
      let act = await outbox.find(id);
      for (let wait = PACE.firstMs; act !== undefined && isUnderWay(act); wait = Math.min(wait * 1.5, PACE.mostMs)) {
        const before = act;
        let toldMs = 0;
        act = await step(settling, act, seen, (ms) => (toldMs = ms));
        // What goes on, goes on at once.
        if (act !== undefined && isUnderWay(act) && isSameStep(before, act))
          await pause(Math.max(wait, toldMs), signal);
        signal?.throwIfAborted();
      }
      return act;
    },
    signal,
  );
}

/** Looks once at an act that was refused: while its life lasts, its ledger may take it yet, and what no ledger refused is handed over again. @throws as `settleAct` */
export async function lookAgain(settling: Settling, id: Hex, signal?: AbortSignal): Promise<Act | undefined> {
  const { outbox } = settling;
  const once = async (): Promise<Act | undefined> => {
    const act = await outbox.find(id);
    return act === undefined || isFinal(act) ? act : step(settling, act, () => false);
  };
  return outbox.alone(id, once, signal);
}

/** @throws ApiError with the name of the refusal as its code; InputError BLOCK_EXPIRED, ACT_UNKNOWN, and as `settleAct` */
export async function untilRecorded(settling: Settling, id: Hex, patience?: bigint): Promise<void> {
  const act = await settleAct(settling, id, patience === undefined ? {} : { patience });
  if (act === undefined) throw new InputError('ACT_UNKNOWN', `Nothing ${id} was signed at this browser.`);
  const block = currentBlock(act);
  if (block === undefined) return;
  if (block.state === 'expired')
    throw new InputError('BLOCK_EXPIRED', 'Its time is over, and the ledger did not take it. Sign it again.');
  throw new ApiError(block.refusal?.code ?? 'REFUSED', 422, block.refusal?.message ?? 'The ledger refused it.');
}

async function step(
  settling: Settling,
  act: Act,
  isCensored: (look: Look, digest: Hex) => boolean,
  onToldToWait?: (ms: number) => void,
): Promise<Act | undefined> {
  const { outbox, network } = settling;
  const block = currentBlock(act);
  if (block === undefined) return act;
  const isFact = block.digest === act.id;
  try {
    const look = await lookAtBlock(settling, block, isFact ? act.former : []);
    const trouble = isCensored(look, block.digest) ? 'CENSORED' : undefined;
    return await outbox.change(act.id, (kept) => {
      const learnt = { digest: block.digest, evidence: look.evidence };
      const after = withTrouble(advanceAct(network, kept, learnt), trouble);
      return actToText(after) === actToText(kept) ? kept : after;
    });
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const told = await outbox.change(act.id, (kept) => (kept.trouble === code ? kept : { ...kept, trouble: code }));
    if (!(error instanceof ApiError) || !isPassing(error)) throw error;
    onToldToWait?.(error.waitMs);
    return told;
  }
}

/** Counts for how long witnesses have seen a block, whoever looked at it here. */
function seenFor({ seenSince }: Outbox, patience: bigint): (look: Look, digest: Hex) => boolean {
  return ({ isSeen }, digest) => {
    if (isSeen && !seenSince.has(digest)) seenSince.set(digest, performance.now());
    const first = seenSince.get(digest);
    return first !== undefined && performance.now() - first >= Number(patience) * 1000;
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof ApiError || error instanceof InputError ? error.code.slice(0, CODE_MAX) : undefined;
}

function withTrouble({ trouble: _before, ...act }: Act, trouble: string | undefined): Act {
  return trouble === undefined ? act : { ...act, trouble };
}

function isSameStep(before: Act, after: Act): boolean {
  return before.blocks.every(({ state }, index) => state === after.blocks[index]?.state);
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
