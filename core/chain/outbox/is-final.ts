import { InputError } from '../../domain/bytes/errors.ts';
import type { Hex } from '../../domain/bytes/hex.ts';
import { checkFact, checkForm } from '../../domain/ledger/check-block.ts';
import { recoverAddress, type SignedBlock } from '../../domain/ledger/internal-block.ts';
import { KIND } from '../../domain/ledger/kinds.ts';
import type { Network } from '../../domain/ledger/network.ts';
import type { SignedRefusal } from '../../domain/seal/refusal.ts';
import type { ChainClient } from '../chain-client.ts';

/** What the ledgers say of a sender. */
export type SenderReads = Pick<ChainClient['read'], 'isActive' | 'keyOf' | 'participant'>;

/**
 * Whether a queue's refusal is the ledger's, too: the company signed it, or the same is found here, in the block itself or in what the own replica holds.
 * Anything else may be said by a standby, by the queue of another network or by a proxy on the way, and another try may end otherwise.
 */
export async function isFinal(args: {
  refused: InputError;
  /** The company's word of this refusal, checked. */
  word: SignedRefusal | undefined;
  digest: Hex;
  signed: SignedBlock;
  network: Network;
  read: SenderReads;
}): Promise<boolean> {
  const { refused, word, digest, signed, network, read } = args;
  if (word !== undefined) return true;
  const { from, kind } = signed.block;
  switch (refused.code) {
    case 'SENDER_NOT_ACTIVE':
      // Whoever enrols is in no standing yet.
      return kind !== KIND.ENROL && !(await read.isActive(from));
    case 'SENDER_SUSPENDED':
      return (await read.participant(from))?.suspended === true;
    case 'SENDER_MISMATCH':
      return recoverAddress(digest, signed.signature) !== (await read.keyOf(from));
    default:
      return isNoFact(signed, network);
  }
}

/** Whether no ledger of this network could take it, whatever stands there. */
function isNoFact(signed: SignedBlock, network: Network): boolean {
  try {
    checkForm(signed, network);
    checkFact(signed, network);
    return false;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
}
