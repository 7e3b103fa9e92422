import { encodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { signZeroFee } from '../../core/domain/ledger/evm-transaction.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock, Signer } from '../../core/domain/ledger/internal-block.ts';
import { gasFor } from '../../core/domain/ledger/block-gas.ts';

/** The call that hands an internal block to its ledger, and the most that its transaction takes of a block. */
export type Call = { to: Hex; data: Hex; bytes: number; gasLimit: bigint };

/** Carries internal blocks to their ledgers in transactions of its own, which cost nothing and give it no say. */
export type Carrier = {
  callOf(signed: SignedBlock): Call;
  /** The transactions of the next block, in this order. Nonces rise by one, so that what goes first is decided here and not before. */
  sign(calls: readonly Call[]): Hex[];
  /** The first `count` of them are in the chain. */
  carried(count: number): void;
};

/** What a transaction has besides its data, at most. */
const ENVELOPE_BYTES = 128;

/** @param nonce of the next transaction; the carrier counts on from there */
export function createCarrier(args: { chainId: bigint; signer: Signer; nonce: bigint }): Carrier {
  let next = args.nonce;
  return {
    callOf(signed) {
      const data = encodeSubmit(signed);
      const bytes = (data.length - 2) / 2;
      return { to: signed.ledger, data, bytes: bytes + ENVELOPE_BYTES, gasLimit: gasFor(bytes) };
    },
    sign: (calls) =>
      calls.map(({ to, data, gasLimit }, at) => {
        const call = { nonce: next + BigInt(at), gasLimit, to, data };
        return signZeroFee(args.chainId, call, args.signer).raw;
      }),
    carried(count) {
      next += BigInt(count);
    },
  };
}
