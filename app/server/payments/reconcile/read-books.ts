import { fromHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import { opens } from '../../../../core/domain/crypto/commitment.ts';
import { saltedHash } from '../../../../core/domain/ledger/ids.ts';
import type { PaymentTools } from '../advance-payments.ts';
import { paymentBlinding } from '../payment-blinding.ts';
import type { PaymentOrder } from '../payment-orders.ts';
import type { BookedMismatch, BookedOrder, BookedRefund, Books, LedgerPayment } from './books.ts';

/** What bank, portal and ledgers have of the payments from one second on to before another. @throws TransientError BANK_UNREACHABLE */
export async function readBooks(tools: PaymentTools, range: { from: bigint; to: bigint }): Promise<Books> {
  const { portal } = tools.store;
  // The bank first: what it has the portal may have had before it is read here.
  const register = await tools.gateway.register(range);
  const rows = await portal.selectFrom('payment_orders').selectAll().execute();
  const references = new Map(rows.map((row) => [referenceOf(row), row]));
  const isInRange = (time: bigint): boolean => time >= range.from && time < range.to;
  const mismatches = await portal.selectFrom('mismatches').selectAll().execute();
  return {
    ...register,
    currency: tools.network.currency,
    isInRange,
    orders: new Map([...references].map(([reference, row]) => [row.order_id, bookedOrder(reference, row)])),
    mismatches: new Map(
      mismatches.map((row): [string, BookedMismatch] => [
        row.payment_id,
        {
          ...{ paymentId: row.payment_id, kind: row.kind, state: row.state, refundName: row.refund_name },
          ...{ isByHand: row.evidence !== null, amount: BigInt(row.amount), currency: row.currency },
          since: BigInt(row.found_at),
        },
      ]),
    ),
    ledger: await ledgerPayments(tools, references, range),
    references: new Set(references.keys()),
    parts: await refundParts(tools),
  };
}

function referenceOf(row: PaymentOrder): Hex {
  return saltedHash(fromHex(row.reference_salt), row.order_id);
}

function bookedOrder(reference: Hex, row: PaymentOrder): BookedOrder {
  return {
    orderId: row.order_id,
    state: row.state,
    amount: BigInt(row.amount) / AMOUNT_PER_MINOR,
    bankPaymentId: row.bank_payment_id,
    paidAt: BigInt(row.paid_at ?? '0'),
    reference,
    isReversed: row.reversal !== null,
    isUnsaid: row.reversal === 'told' || row.reversal === 'confirmed',
  };
}

/** From the blocks: the read model has what they say, and the commitment opens to the order's amount or does not. */
async function ledgerPayments(
  { store }: PaymentTools,
  orders: ReadonlyMap<Hex, PaymentOrder>,
  { from, to }: { from: bigint; to: bigint },
): Promise<Map<Hex, LedgerPayment>> {
  const rows = await store.readModel
    .selectFrom('payments')
    .selectAll()
    .where('paid_at', '>=', String(from))
    .where('paid_at', '<', String(to))
    .execute();
  const receipts = await store.readModel.selectFrom('receipts').select('payment_id').execute();
  const receipted = new Set(receipts.map(({ payment_id }) => payment_id));
  return new Map(
    rows.map((row) => {
      const order = orders.get(row.payment_reference);
      const commitment = { x: BigInt(row.commitment_x), y: BigInt(row.commitment_y) };
      const isOurs =
        order?.opens_by_salt === true ? opens(commitment, BigInt(order.amount), paymentBlinding(order)) : undefined;
      const said = {
        ...{ paymentId: row.payment_id, state: row.state, opens: isOurs, hasReceipt: receipted.has(row.payment_id) },
        ...{ paidAt: BigInt(row.paid_at), answerBy: BigInt(row.answer_by) },
      };
      return [row.payment_reference, said];
    }),
  );
}

async function refundParts({ store }: PaymentTools): Promise<Map<string, BookedRefund>> {
  const rows = await store.portal
    .selectFrom('refund_parts')
    .innerJoin('refunds', 'refunds.order_id', 'refund_parts.order_id')
    .select(['refund_id', 'refund_parts.amount', 'refund_parts.state', 'evidence', 'refund_parts.paid_at'])
    .select(['refunds.state as order'])
    .execute();
  return new Map(
    rows.map((row) => [
      row.refund_id,
      {
        ...{ refundId: row.refund_id, amount: BigInt(row.amount) / AMOUNT_PER_MINOR, state: row.state },
        ...{ isByHand: row.evidence !== null, paidAt: BigInt(row.paid_at ?? '0'), isSaid: row.order !== 'settled' },
      },
    ]),
  );
}
