import { encodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { signZeroFee } from '../../core/domain/ledger/evm-transaction.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock, Signer } from '../../core/domain/ledger/internal-block.ts';
import { gasFor } from '../../core/domain/ledger/block-gas.ts';

/** Carries internal blocks to their ledgers in transactions of its own, which cost nothing and give it no say. */
export type Carrier = { wrap(signed: SignedBlock): { raw: Hex; bytes: number; gasLimit: bigint } };

/** @param nonce of the next transaction; the carrier counts on from there */
export function createCarrier(args: { chainId: bigint; signer: Signer; nonce: bigint }): Carrier {
  let nonce = args.nonce;
  return {
    wrap(signed) {
      const data = encodeSubmit(signed);
      const gasLimit = gasFor((data.length - 2) / 2);
      const { raw } = signZeroFee(args.chainId, { nonce, gasLimit, to: signed.ledger, data }, args.signer);
      nonce++;
      return { raw, bytes: (raw.length - 2) / 2, gasLimit };
    },
  };
}
