import { hkdfSync } from 'node:crypto';
import { bytesToBigint, fromHex, utf8, type Hex } from '../../../core/domain/bytes/hex.ts';
import { mod } from '../../../core/domain/crypto/commitment.ts';

const INFO = 'domledger/payment-blinding/v1';

/**
 * The blinding of an order's PAYMENT, from the order's secret salt: whoever has both opens the ledger's commitment, which names no amount to anybody else.
 * Of 48 bytes, so that no number is likelier than others.
 */
export function paymentBlinding(order: { order_id: string; reference_salt: Hex }): bigint {
  const bytes = hkdfSync('sha256', fromHex(order.reference_salt), utf8(order.order_id), INFO, 48);
  return mod(bytesToBigint(new Uint8Array(bytes)));
}
