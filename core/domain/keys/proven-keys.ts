import { InputError } from '../bytes/errors.ts';
import { decodeData } from '../ledger/block-data.ts';
import { checkSignedBlock, isFirstKey, type SignedBlock, type SignsFor } from '../ledger/internal-block.ts';
import { KIND, kindName } from '../ledger/kinds.ts';
import { domainOf, type Network } from '../ledger/network.ts';
import { createKeyHistory } from './key-history.ts';

/**
 * Whose keys are whose, by the blocks in which accounts changed them, the first one first: each signed by the key before and by the new one. Who reads a block out of
 * the ledgers' order knows no more than that the key is or was the account's; that a ledger took the block by it, the proof of its place shows.
 * @throws InputError KEY_BLOCK_OTHER, KEY_NOT_ACCEPTED, SENDER_MISMATCH, DATA_HASH_MISMATCH, SIGNATURE_INVALID, DATA_MALFORMED
 */
export function provenKeys(network: Network, blocks: readonly SignedBlock[]): SignsFor {
  if (blocks.length === 0) return isFirstKey;
  const history = createKeyHistory(network);
  for (const signed of blocks) {
    const { block, ledger, data } = signed;
    if (ledger !== network.contracts.participants || block.kind !== KIND.KEY_ROTATE)
      throw new InputError('KEY_BLOCK_OTHER', `${kindName(block.kind)} on ${ledger} changes no key of this network.`);
    checkSignedBlock(domainOf(network), signed, history.isSignedByAccount);
    history.rotate(block.from, decodeData('KEY_ROTATE', data));
  }
  return history.wasSignedByAccount;
}
