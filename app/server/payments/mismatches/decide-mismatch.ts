import type { Kysely, Selectable } from 'kysely';
import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { PortalTables } from '../../database/portal-tables.ts';
import type { PaymentTools } from '../advance-payments.ts';

type Tools = Pick<PaymentTools, 'store' | 'network' | 'nowSeconds' | 'log'>;
type Portal = Kysely<PortalTables>;
type Row = Selectable<PortalTables['mismatches']>;

/** give back, by the bank; count as the order's payment; or closed, because the bank says, by this reference, that it gave it back another way. */
export type MismatchDecision =
  { paymentId: string; decision: 'return' | 'count' } | { paymentId: string; decision: 'close'; reference: string };

/** A PAYMENT is dated at most 90 days back; with two for the way. */
const COUNTS_SECONDS = 88n * 86_400n;
const COUNTED_KINDS: readonly string[] = ['BANK_AMOUNT_MISMATCH', 'PAID_LATE', 'PAID_AFTER_CANCEL'];

/**
 * What whoever runs the portal decides of money that is not what was ordered. The same word again changes nothing.
 * @throws InputError MISMATCH_UNKNOWN, MISMATCH_DECIDED, COUNT_UNFIT
 */
export async function decideMismatch(tools: Tools, said: MismatchDecision): Promise<void> {
  const { paymentId, decision } = said;
  await tools.store.portal.transaction().execute(async (portal) => {
    const row = await portal
      .selectFrom('mismatches')
      .selectAll()
      .where('payment_id', '=', paymentId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined)
      throw new InputError(
        'MISMATCH_UNKNOWN',
        `The bank's payment ${paymentId} is no mismatch: nothing is to be decided.`,
      );
    if (isSaid(row, said)) return;
    // The bank may be asked whatever the operator knows from it; what it was asked for it may still do.
    if (row.state !== 'open')
      throw new InputError('MISMATCH_DECIDED', `The bank's payment ${paymentId} is ${row.state}: that stands.`);
    if (decision === 'count') await count(portal, tools, row);
    const set =
      decision === 'count'
        ? ({ state: 'counted' } as const)
        : said.decision === 'close'
          ? ({ state: 'returned', evidence: said.reference } as const)
          : ({
              state: 'returning',
              refund_name: `${row.order_id}-back-${paymentNumber(paymentId)}-${row.attempts}`,
              attempts: row.attempts + 1,
              failure: null,
            } as const);
    await portal.updateTable('mismatches').set(set).where('payment_id', '=', paymentId).execute();
  });
  tools.log.warn({ paymentId, decision }, 'a mismatched payment was decided');
}

function isSaid({ state, evidence }: Row, said: MismatchDecision): boolean {
  if (said.decision === 'close') return evidence === said.reference;
  return said.decision === 'count' ? state === 'counted' : state !== 'open' && state !== 'counted';
}

/** Letters and digits of the bank's name alone: what a refund may be called. */
function paymentNumber(paymentId: string): string {
  return paymentId.replace(/[^A-Za-z0-9]/g, '').slice(-24);
}

/** From now on the order asked for what the bank has. @throws InputError COUNT_UNFIT */
async function count(portal: Portal, { network, nowSeconds }: Tools, row: Row): Promise<void> {
  const why = !COUNTED_KINDS.includes(row.kind)
    ? 'of an order that has its payment'
    : row.currency !== network.currency
      ? `in ${row.currency}, and bills are in ${network.currency}`
      : BigInt(nowSeconds()) > BigInt(row.paid_at) + COUNTS_SECONDS
        ? 'older than the ledger takes'
        : undefined;
  if (why !== undefined)
    throw new InputError('COUNT_UNFIT', `The bank's payment ${row.payment_id} is ${why}. Give it back instead.`);
  const amount = BigInt(row.amount) * AMOUNT_PER_MINOR;
  await portal
    .updateTable('payment_orders')
    .set({ state: 'settled', failure: null, amount, bank_payment_id: row.payment_id, paid_at: BigInt(row.paid_at) })
    .where('order_id', '=', row.order_id)
    .where('state', '=', 'mismatch')
    .execute();
}
