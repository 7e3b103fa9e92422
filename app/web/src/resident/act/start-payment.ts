import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { Api } from '../../api/api.ts';
import { orderSchema } from '../../api/schemas.ts';
import type { Order } from '../../api/schemas.ts';

/**
 * Orders a payment at the portal; with `redirectUrl` the bank asks the resident to confirm. `amount` in 10⁻¹² of the currency unit; `paymentsSeen`: how many
 * payments of the bill that stand the amount counts already.
 */
export function startPayment(
  api: Api,
  { invoiceId, amount, paymentsSeen }: { invoiceId: Hex; amount: bigint; paymentsSeen: number },
): Promise<Order> {
  return api.post('/api/payments', { invoiceId, amount: String(amount), paymentsSeen }, orderSchema);
}
