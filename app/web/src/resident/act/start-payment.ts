import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { Api } from '../../api/api.ts';
import { orderSchema } from '../../api/schemas.ts';
import type { Order } from '../../api/schemas.ts';

/** Orders a payment at the portal; with `redirectUrl` the bank asks the resident to confirm. `amount` in 10⁻¹² of the currency unit. */
export function startPayment(api: Api, args: { invoiceId: Hex; amount: bigint }): Promise<Order> {
  return api.post('/api/payments', { invoiceId: args.invoiceId, amount: String(args.amount) }, orderSchema);
}
