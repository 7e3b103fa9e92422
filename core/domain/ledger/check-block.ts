import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { dataBytesMax } from './data-bytes-max.ts';
import { FACTS } from './fact-table.ts';
import type { SignedBlock } from './internal-block.ts';
import { kindName } from './kinds.ts';
import { ledgerNameOf, type Network } from './network.ts';
import { readFact, takesKind } from './read-fact.ts';

/**
 * What can be seen of a block without its signature, the state and the time.
 * @throws InputError DATA_TOO_LARGE, LEDGER_UNKNOWN, DATA_HASH_MISMATCH
 */
export function checkForm(signed: SignedBlock, network: Network): void {
  const bytes = bytesOf(signed);
  const most = dataBytesMax(signed.block.kind);
  if (bytes > most) {
    throw new InputError(
      'DATA_TOO_LARGE',
      `The data has ${bytes} bytes; an internal block of kind ${kindName(signed.block.kind)} holds at most ${most}. Split it.`,
    );
  }
  if (ledgerNameOf(network, signed.ledger) === undefined) {
    throw new InputError(
      'LEDGER_UNKNOWN',
      `${signed.ledger} is none of this network's ledgers. Take its address from /v1/network.`,
    );
  }
  if (toHex(keccak_256(fromHex(signed.data))) !== signed.block.dataHash) {
    throw new InputError('DATA_HASH_MISMATCH', 'The data of the internal block is not the data that was signed.');
  }
}

/**
 * Refuses what no ledger records. Reading the data costs most of all checks, so that only those come here who may send, at their rate.
 * @throws InputError KIND_FOREIGN, and as `readFact`
 */
export function checkFact({ ledger, block, data }: SignedBlock, network: Network): void {
  const name = ledgerNameOf(network, ledger);
  const { kind } = readFact({ kind: block.kind, data });
  if (name === undefined || !takesKind(name, kind))
    throw new InputError(
      'KIND_FOREIGN',
      `This ledger takes no ${kind}. Send it to ${FACTS[kind].ledgers.join(' or ')}.`,
    );
}

export function bytesOf({ data }: SignedBlock): number {
  return (data.length - 2) / 2;
}
