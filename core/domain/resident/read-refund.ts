import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { opens } from '../crypto/commitment.ts';
import type { EnvelopeReader } from '../crypto/envelope.ts';
import type { Network } from '../ledger/network.ts';
import { carriedBy } from '../sealed/carried-envelope.ts';
import { openSealed } from '../sealed/sealed-content.ts';
import { readRecorded, same, type Recorded } from './recorded.ts';

/** Money that a supplier ordered to be given back, in 10⁻¹² of the currency unit. `paidAt`: when the bank paid it, as the portal says. */
export type OpenedRefund = { orderId: Hex; orderedAt: bigint; amount: bigint; paidAt: bigint | undefined };

/**
 * Opens an order of a contract's supplier, and the portal's word that it was carried out.
 * @throws InputError REFUND_INVALID where it commits to another amount, BLOCK_OTHER, those of `readRecorded` and `openSealed`
 */
export async function readRefund(args: {
  network: Network;
  account: EnvelopeReader;
  contractId: Hex;
  supplier: Hex;
  order: Recorded;
  refund: Recorded | null;
}): Promise<OpenedRefund> {
  const { network, account, contractId, order, refund } = args;
  const { contractLedger, billingLedger } = network.contracts;
  const ledgers = [contractLedger, billingLedger];
  const data = readRecorded({ network, recorded: order, kind: 'REFUND_ORDER', from: args.supplier, ledgers });
  if (!same(data.contractId, contractId))
    throw new InputError('BLOCK_OTHER', 'What is shown with this contract was ordered by another one.');
  const carried = carriedBy(order.signed, data);
  const { amount, blinding } = await openSealed({ network, account, kind: 'REFUND_ORDER', carried });
  if (!opens(data.commitment, amount, blinding))
    throw new InputError('REFUND_INVALID', 'The order of a refund names another amount than it commits to.');
  const opened = { orderId: order.digest, orderedAt: order.signed.block.timestamp, amount };
  if (refund === null) return { ...opened, paidAt: undefined };
  const by = { network, recorded: refund, from: network.portal, ledgers: [order.signed.ledger] };
  const { orderId, paidAt } = readRecorded({ ...by, kind: 'REFUND' });
  if (!same(orderId, order.digest))
    throw new InputError('BLOCK_OTHER', 'The refund that is shown is of another order.');
  return { ...opened, paidAt };
}
