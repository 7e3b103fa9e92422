import { ZERO_32, type Hex } from '../../bytes/hex.ts';
import type { SignedBlock } from '../../ledger/internal-block.ts';
import type { SignedAdmission } from '../../seal/admission-receipt.ts';
import type { SignedRefusal } from '../../seal/refusal.ts';

/** What a resident signs. */
export const ACT_KINDS = ['letter', 'offer', 'copy', 'cancel', 'withdraw', 'reading', 'object', 'enrol'] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/**
 * How far a signed block is, by evidence alone: signed here; taken, by the portal's answer or the company's promise; recorded, by a proof
 * from a sealed state; refused, which is no end while its life lasts; expired, where its life ended first.
 */
export type BlockState = 'signed' | 'taken' | 'recorded' | 'refused' | 'expired';

export type ActBlock = {
  digest: Hex;
  signed: SignedBlock;
  state: BlockState;
  /** The company's first promise to carry it. */
  receipt?: SignedAdmission;
  /** Why it was refused last; `word` is what the company signed of it, the rest is the portal's word. */
  refusal?: { code: string; message: string; word?: SignedRefusal };
  /** The sealed state that was proved to hold it, or another one of its family. */
  recorded?: { number: bigint; time: bigint };
};

/** What was signed at once for one purpose: blocks that go out one after the other. */
export type Act = {
  /** The digest of its last block, which is the fact itself. */
  id: Hex;
  kind: ActKind;
  /** What it says, by which the same is known again: canonical JSON, in clear. */
  content: string;
  /** Milliseconds since 1970 by this device's clock. */
  keptAt: number;
  blocks: readonly ActBlock[];
  /** Earlier facts of the same family, which a ledger did not take so far. */
  former: readonly Hex[];
  /** Code of what stands in its way now; none where nothing does. */
  trouble?: string;
  /** Its signer has seen how it ended. */
  isSeen: boolean;
};

/** How much is kept of what a portal says stands in the way of an act, characters. */
export const CODE_MAX = 1_000;
export const MESSAGE_MAX = 10_000;

/** For so long the same content is the same act, though the ledger has it already: somebody pressed twice. */
export const SAME_ACT_MS = 600_000;

/** The block that the act waits for; `undefined` once all are recorded. */
export function currentBlock(act: Pick<Act, 'blocks'>): ActBlock | undefined {
  return act.blocks.find(({ state }) => state !== 'recorded');
}

export function actState(act: Pick<Act, 'blocks'>): BlockState {
  return currentBlock(act)?.state ?? 'recorded';
}

/** Whether somebody is still to do something about it by itself. */
export function isUnderWay(act: Pick<Act, 'blocks'>): boolean {
  const state = actState(act);
  return state === 'signed' || state === 'taken';
}

/** Whether it is known for good what became of it. */
export function isFinal(act: Pick<Act, 'blocks'>): boolean {
  const state = actState(act);
  return state === 'recorded' || state === 'expired';
}

/** What a block names in `replaces` that is signed for this act's purpose again: the first fact of its family. */
export function firstOf({ id, blocks }: Pick<Act, 'id' | 'blocks'>): Hex {
  const named = blocks.at(-1)?.signed.block.replaces ?? ZERO_32;
  return named === ZERO_32 ? id : named;
}

/** Whether signing this content now would say the same thing again, so that nothing is signed. @param nowMs milliseconds since 1970 by this device's clock */
export function isSameAct(act: Act, { kind, content }: Pick<Act, 'kind' | 'content'>, nowMs: number): boolean {
  if (act.kind !== kind || act.content !== content) return false;
  return isUnderWay(act) || (actState(act) === 'recorded' && nowMs - act.keptAt < SAME_ACT_MS);
}

/** Whether it may be forgotten. */
export function isOver(act: Act, nowMs: number): boolean {
  return isFinal(act) && act.isSeen && nowMs - act.keptAt >= SAME_ACT_MS;
}
