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
  /**
   * Signs up to `most` of these calls as if they came behind the first `behind` transactions of the next block. `sign` takes what was signed for its place,
   * and signs anew what comes elsewhere.
   * @returns how many it signed
   */
  signAhead(calls: readonly Call[], behind: number, most: number): number;
  /** The first `count` of them are in the chain. */
  carried(count: number): void;
};

/** What a transaction has besides its data, at most. */
const ENVELOPE_BYTES = 128;

/** @param nonce of the next transaction; the carrier counts on from there */
export function createCarrier(args: { chainId: bigint; signer: Signer; nonce: bigint }): Carrier {
  let next = args.nonce;
  const signed = new WeakMap<Call, { nonce: bigint; raw: Hex }>();
  const isSigned = (call: Call, nonce: bigint): boolean => signed.get(call)?.nonce === nonce;
  const rawOf = (call: Call, nonce: bigint): Hex => {
    const known = signed.get(call);
    if (known?.nonce === nonce) return known.raw;
    const { to, data, gasLimit } = call;
    const { raw } = signZeroFee(args.chainId, { nonce, gasLimit, to, data }, args.signer);
    signed.set(call, { nonce, raw });
    return raw;
  };
  return {
    callOf(block) {
      const data = encodeSubmit(block);
      const bytes = (data.length - 2) / 2;
      return { to: block.ledger, data, bytes: bytes + ENVELOPE_BYTES, gasLimit: gasFor(bytes) };
    },
    sign: (calls) => calls.map((call, at) => rawOf(call, next + BigInt(at))),
    signAhead(calls, behind, most) {
      const missing = [...calls.entries()]
        .map(([at, call]) => ({ call, nonce: next + BigInt(behind + at) }))
        .filter(({ call, nonce }) => !isSigned(call, nonce))
        .slice(0, most);
      for (const { call, nonce } of missing) rawOf(call, nonce);
      return missing.length;
    },
    carried(count) {
      next += BigInt(count);
    },
  };
}
