import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { BlockRecord } from '../seal/block-record.ts';
import { decodeReceipt } from '../seal/receipt.ts';
import { sealKeyAt, type Handover } from '../seal/seal-keys.ts';
import { checkHandovers, type Origin } from './check-handovers.ts';
import { checkLostKeyBlock, type LostKeyFounding } from './check-lost-key.ts';
import { lostKeyIn } from './lost-key-call.ts';

/** Where the chain of seal keys begins, and who may name one for a lost one. */
export type FoundedOrigin = Origin & { founding: LostKeyFounding };
export function foundedOrigin(rules: LostKeyFounding & { signer: Hex }): FoundedOrigin {
  return { domain: rules.domain, signer: rules.signer, founding: rules };
}

type Block = Pick<BlockRecord, 'number' | 'timestamp' | 'transactions' | 'receipts'>;
type Parent = { sealHash: Hex; timestamp: bigint } | undefined;

/**
 * The handover of a lost key that a block hands in, all of which is checked but its execution; `undefined` where the block begins with anything else. No
 * other place of a block is for it: there the register could follow a lost key, and nobody who checks seals would know.
 * @throws InputError LOST_KEY_MALFORMED, LOST_KEY_MISPLACED, LOST_KEY_HEAD, LOST_KEY_EARLY, LOST_KEY_REFUSED; as `checkHandovers`
 */
export function lostHandoverIn(
  origin: FoundedOrigin,
  before: readonly Handover[],
  block: Block,
  parent: Parent,
): Handover | undefined {
  const { participants } = origin.founding;
  if (block.transactions.slice(1).some((raw) => lostKeyIn([raw], participants) !== undefined))
    throw new InputError(
      'LOST_KEY_MISPLACED',
      `Block ${block.number} hands in that the key of the seal was lost, but does not begin with it.`,
    );
  const handover = lostKeyIn(block.transactions, participants);
  if (handover?.lost === undefined) return undefined;
  if (handover.number !== block.number)
    throw new InputError(
      'LOST_KEY_HEAD',
      `Block ${block.number} hands in that the key of the seal was lost at block ${handover.number - 1n}.`,
    );
  checkLostKeyBlock(handover.lost, parent, block.timestamp);
  checkHandovers(origin, [...before, handover]);
  const [receipt] = block.receipts;
  if (receipt === undefined || !decodeReceipt(receipt).succeeded)
    throw new InputError('LOST_KEY_REFUSED', `The register refused what block ${block.number} says of a lost key.`);
  return handover;
}

/** Whose seal a block must bear. @throws as `lostHandoverIn` */
export function signerOfBlock(origin: FoundedOrigin, before: readonly Handover[], block: Block, parent: Parent): Hex {
  return lostHandoverIn(origin, before, block, parent)?.next ?? sealKeyAt(origin.signer, before, block.number);
}
