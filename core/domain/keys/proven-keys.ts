import { InputError } from '../bytes/errors.ts';
import { checkSignedBlock, isFirstKey, type SignedBlock, type SignsFor } from '../ledger/internal-block.ts';
import { kindName } from '../ledger/kinds.ts';
import { domainOf, type Network } from '../ledger/network.ts';
import { readFact } from '../ledger/read-fact.ts';
import { keyRegisterOf } from './key-statement.ts';
import { createKeyHistory, isKeyFact } from './key-history.ts';

/** Later than any REKEY takes effect. */
const EVER = 1n << 64n;

/**
 * Whose keys are whose, by the blocks in which accounts changed them, or company and portal did, in the ledgers' order: each signed by the key before, or by both hands
 * under keys of theirs, and by the new one. Who reads a block out of the ledgers' order knows no more than that the key is, was or is to be the account's; that a ledger
 * took the block by it, the proof of its place shows.
 * @throws InputError KEY_BLOCK_OTHER, KEY_NOT_ACCEPTED, KEY_ACT_FOREIGN, SENDER_MISMATCH, DATA_HASH_MISMATCH, SIGNATURE_INVALID, DATA_MALFORMED
 */
export function provenKeys(network: Network, blocks: readonly SignedBlock[]): SignsFor {
  if (blocks.length === 0) return isFirstKey;
  const history = createKeyHistory(keyRegisterOf(network));
  for (const signed of blocks) {
    const { block, ledger, data } = signed;
    const fact = readFact({ kind: block.kind, data });
    if (ledger !== network.contracts.participants || !isKeyFact(fact) || fact.kind === 'REKEY_OBJECT')
      throw new InputError('KEY_BLOCK_OTHER', `${kindName(block.kind)} on ${ledger} changes no key of this network.`);
    // One of the two hands may have signed while another key of its own was waiting.
    const isOwn = fact.kind === 'KEY_ROTATE' || fact.kind === 'FOUNDER_REKEY';
    checkSignedBlock(domainOf(network), signed, isOwn ? history.at(EVER) : history.everSigned);
    history.take(block, fact, EVER);
  }
  return history.everSigned;
}
