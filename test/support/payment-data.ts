import { provePayment } from '../../core/domain/billing/payables/prove-payment.ts';
import { randomScalar } from '../../core/domain/crypto/commitment.ts';
import { ZERO_ADDRESS, type Hex } from '../../core/domain/bytes/hex.ts';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';

export const freshNonces = () => ({ k: randomScalar(), s: randomScalar() });

/** A PAYMENT's data with its proof, for this ledger. */
export function paymentData(args: {
  ledger: Hex;
  networkHash: Hex;
  invoiceId: Hex;
  amount: bigint;
  blinding: bigint;
  paymentReference: Hex;
  paidAt: bigint;
  payer?: Hex;
  envelope?: Hex;
}): BlockData['PAYMENT'] {
  const { ledger, networkHash, invoiceId, paymentReference, paidAt, payer = ZERO_ADDRESS } = args;
  const opening = { value: args.amount, blinding: args.blinding };
  const said = { invoiceId, paymentReference, paidAt, payer };
  return { ...provePayment({ networkHash, ledger }, said, opening, freshNonces()), envelope: args.envelope ?? '0x' };
}
