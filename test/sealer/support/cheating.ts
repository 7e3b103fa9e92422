import { encodeSubmit } from '../../../core/domain/ledger/block-data.ts';
import { gasFor } from '../../../core/domain/ledger/block-gas.ts';
import { signZeroFee } from '../../../core/domain/ledger/evm-transaction.ts';
import type { Signer, SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { localSealSigner } from '../../../sealer/keys/seal-signer.ts';
import { CARRIER } from './chains.ts';

/** A company that makes its blocks as it likes, past its own queue. */
export type Cheating = {
  /** Seals the next block with these internal blocks, in this order. */
  seal(...blocks: readonly SignedBlock[]): Promise<BlockRecord>;
  /** The same with too little gas for any ledger to take them. */
  starve(...blocks: readonly SignedBlock[]): Promise<BlockRecord>;
};

export function cheatingWith(sealer: RunningSealer, key: Signer): Cheating {
  const { chain, network } = sealer;
  let nonce = 0n;
  const sealWith = async (gas: (bytes: number) => bigint, blocks: readonly SignedBlock[]): Promise<BlockRecord> => {
    const head = chain.head;
    if (head === undefined) throw new Error('the chain has no block yet');
    const transactions = blocks.map((signed) => {
      const data = encodeSubmit(signed);
      const gasLimit = gas((data.length - 2) / 2);
      return signZeroFee(network.chainId, { nonce: nonce++, gasLimit, to: signed.ledger, data }, CARRIER).raw;
    });
    const made = await chain.make({
      transactions,
      timestamp: head.timestamp + 1n,
      prevRandao: head.sealHash,
      signer: localSealSigner(domainOf(network), { find: () => Promise.resolve(key) }),
    });
    return chain.record(Number(made.number));
  };
  return {
    seal: (...blocks) => sealWith(gasFor, blocks),
    starve: (...blocks) => sealWith(() => 70_000n, blocks),
  };
}
