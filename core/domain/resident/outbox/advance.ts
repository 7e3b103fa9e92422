import { lastSecondOf } from '../../ledger/block-life.ts';
import type { Network } from '../../ledger/network.ts';
import type { SignedAdmission } from '../../seal/admission-receipt.ts';
import type { SignedRefusal } from '../../seal/refusal.ts';
import { CODE_MAX, MESSAGE_MAX, type Act, type ActBlock } from './act.ts';

/** What is learnt of a block, each checked by who learns it. */
export type Evidence =
  /** The portal answered that it has this digest, or is carrying it. */
  | { kind: 'taken' }
  /** The portal says that it knows nothing of it: it lost what it had. */
  | { kind: 'lost' }
  /** The company's promise about this block, by its seal key. */
  | { kind: 'receipt'; receipt: SignedAdmission }
  /** A refusal: the company's signed word about this block, or what the portal says that its ledger did. */
  | { kind: 'refused'; code: string; message: string; word?: SignedRefusal }
  /** A proof from a sealed state that its ledger holds it, or another one of its family. */
  | { kind: 'recorded'; number: bigint; time: bigint }
  /** Unix seconds of a sealed state at which its ledger was said not to hold it. */
  | { kind: 'absent'; time: bigint };

/** One step of a block. Nothing but a proof ends the waiting well, and nothing but the end of its life ends it badly. */
export function advance(network: Pick<Network, 'contracts'>, block: ActBlock, evidence: Evidence): ActBlock {
  if (evidence.kind === 'recorded') {
    const { number, time } = evidence;
    return block.state === 'recorded' ? block : { ...block, state: 'recorded', recorded: { number, time } };
  }
  if (block.state === 'recorded' || block.state === 'expired') return block;
  switch (evidence.kind) {
    case 'taken':
      return { ...block, state: 'taken' };
    case 'lost':
      return block.state === 'taken' ? { ...block, state: 'signed' } : block;
    case 'receipt':
      return {
        ...block,
        state: block.state === 'signed' ? 'taken' : block.state,
        receipt: block.receipt ?? evidence.receipt,
      };
    case 'refused': {
      const { word } = evidence;
      const [code, message] = [evidence.code.slice(0, CODE_MAX), evidence.message.slice(0, MESSAGE_MAX)];
      return { ...block, state: 'refused', refusal: { code, message, ...(word === undefined ? {} : { word }) } };
    }
    case 'absent':
      return evidence.time > lastSecondOf(network, block.signed) ? { ...block, state: 'expired' } : block;
    default:
      return evidence satisfies never;
  }
}

/** The act once something was learnt of one of its blocks. */
export function advanceAct(
  network: Pick<Network, 'contracts'>,
  act: Act,
  learnt: { digest: string; evidence: readonly Evidence[] },
): Act {
  const blocks = act.blocks.map((block) =>
    block.digest === learnt.digest
      ? learnt.evidence.reduce((before, evidence) => advance(network, before, evidence), block)
      : block,
  );
  return { ...act, blocks };
}
