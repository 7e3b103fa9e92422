import { commit, type Point } from '../../crypto/commitment.ts';
import { proveOpening, type OpeningProof } from '../../crypto/opening-proof.ts';
import type { BlockData } from '../../ledger/block-data.ts';
import { paymentStatement, refundStatement, type LedgerPlace } from './payment-statement.ts';

type Opening = { value: bigint; blinding: bigint };
/** k and s, fresh and random for each call. */
type Nonces = { k: bigint; s: bigint };

/** The public part of a PAYMENT: what is paid, committed to, and proved to be known to who says it. */
export function provePayment(
  place: LedgerPlace,
  said: Omit<BlockData['PAYMENT'], 'commitment' | 'proof' | 'envelope'>,
  opening: Opening,
  nonces: Nonces,
): Omit<BlockData['PAYMENT'], 'envelope'> {
  const commitment: Point = commit(opening.value, opening.blinding);
  return { ...said, commitment, proof: proveOpening(paymentStatement(place, said), opening, nonces) };
}

/** The data of a REFUND: that the portal knows what the order's commitment opens to, which the bank has paid. */
export function proveRefund(
  place: LedgerPlace,
  said: Omit<BlockData['REFUND'], 'proof'>,
  opening: Opening,
  nonces: Nonces,
): BlockData['REFUND'] {
  const proof: OpeningProof = proveOpening(refundStatement(place, said), opening, nonces);
  return { ...said, proof };
}
