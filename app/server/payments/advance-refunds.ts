import { proveRefund } from '../../../core/domain/billing/payables/prove-payment.ts';
import { fromHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { randomScalar } from '../../../core/domain/crypto/commitment.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { saltedHash } from '../../../core/domain/ledger/ids.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import type { Updateable } from 'kysely';
import type { PortalTables } from '../database/tables.ts';
import type { Statement } from '../statements/portal-blocks.ts';
import type { PaymentTools } from './advance-payments.ts';
import { faultInTerms, minorUnits } from './bank-terms.ts';
import { eachInTurn } from './each-in-turn.ts';
import { BANK_HAS_SECONDS, keepRefunds, openOrder, type Refund } from './keep-refunds.ts';
import type { BankRefund } from './payment-gateway.ts';

/**
 * Takes every refund that an issuer ordered as far as it goes: initiated → pending (the bank has it) → settled (the bank says that it paid) → recorded
 * (the one REFUND is on the ledger); or failed, with the reason. Each step is kept before the next begins and may be repeated after a crash at any point.
 */
export async function advanceRefunds(
  tools: PaymentTools,
  options: { askBank: boolean; canSpeak: boolean },
): Promise<void> {
  if (options.canSpeak) await keepRefunds(tools);
  const open = await tools.store.portal
    .selectFrom('refunds')
    .selectAll()
    .where('state', 'in', ['initiated', 'pending', 'settled'])
    .orderBy('created_at')
    .orderBy('order_id')
    .execute();
  const items = open.filter(({ state }) => (state === 'settled' ? options.canSpeak : options.askBank));
  await eachInTurn(
    {
      items,
      log: tools.log,
      waits: 'a refund waits',
      onWaiting: (refund, error) => failIfRefused(tools, refund, error),
    },
    (refund) => (refund.state === 'settled' ? record : askBank)(tools, refund),
  );
}

/** What the bank will not take, it will not take tomorrow; its own answers to questions are another matter. */
async function failIfRefused(tools: PaymentTools, refund: Refund, error: Error & { code: string }): Promise<void> {
  if (error.code === 'BANK_REFUSED' && refund.state === 'initiated')
    await change(tools, refund, { state: 'failed', failure: `BANK_REFUSED: ${error.message}` });
}

async function askBank(tools: PaymentTools, refund: Refund): Promise<void> {
  const isLate = BigInt(tools.nowSeconds()) > BigInt(refund.created_at) + BANK_HAS_SECONDS;
  if (refund.state === 'initiated' && isLate) return change(tools, refund, { state: 'failed', failure: 'EXPIRED' });
  const found = await (refund.bank_refund_id === null
    ? tools.gateway.refund({
        refundId: refund.order_id,
        paymentId: refund.payment_id ?? '',
        amount: minorUnits(refund.amount ?? '0'),
        currency: tools.network.currency,
        purpose: `Возврат; распоряжение ${refund.order_id.slice(0, 18)}`,
      })
    : tools.gateway.fetchRefund(refund.bank_refund_id));
  const fault = faultIn(tools, refund, found);
  if (fault !== undefined) {
    tools.log.error({ orderId: refund.order_id, fault }, 'the bank holds another refund than the portal');
    return change(tools, refund, { state: 'failed', failure: fault });
  }
  if (found.state === 'refused')
    return change(tools, refund, {
      state: 'failed',
      failure: `BANK_REFUSED: ${(found.reason ?? 'no reason given').slice(0, 300)}`,
    });
  if (found.state === 'pending') return change(tools, refund, { state: 'pending', bank_refund_id: found.id });
  const paid_at = BigInt(found.paidAt ?? tools.nowSeconds());
  await change(tools, refund, { state: 'settled', bank_refund_id: found.id, paid_at });
}

/** The order's one REFUND: kept by `say` before it is sent. */
async function record(tools: PaymentTools, refund: Refund): Promise<void> {
  const digest = await tools.blocks.say(`refund:${refund.order_id}`, () => refundOf(tools, refund));
  const recorded = await tools.store.readModel
    .selectFrom('refund_orders')
    .select('refund')
    .where('order_id', '=', refund.order_id)
    .where('refund', '=', digest)
    .executeTakeFirst();
  if (recorded !== undefined) await change(tools, refund, { state: 'recorded', refund_digest: digest, failure: null });
}

async function refundOf(tools: PaymentTools, refund: Refund): Promise<Statement> {
  const orderId = refund.order_id;
  const { ledger, to, amount, blinding } = await openOrder(tools, orderId);
  const said = {
    orderId,
    paymentReference: saltedHash(fromHex(refund.reference_salt), orderId),
    paidAt: BigInt(refund.paid_at ?? tools.nowSeconds()),
  };
  const place = { networkHash: domainOf(tools.network).networkHash, ledger };
  const data = proveRefund(place, said, { value: amount, blinding }, { k: randomScalar(), s: randomScalar() });
  return { ledger, to, kind: KIND.REFUND, subject: orderId, data: encodeData('REFUND', data) };
}

async function change(
  tools: PaymentTools,
  { order_id, state }: { order_id: Hex; state: Refund['state'] },
  to: Updateable<PortalTables['refunds']>,
): Promise<void> {
  await tools.store.portal
    .updateTable('refunds')
    .set(to)
    .where('order_id', '=', order_id)
    .where('state', '=', state)
    .execute();
}

function faultIn(tools: PaymentTools, refund: Refund, found: BankRefund): string | undefined {
  const { currency } = tools.network;
  return faultInTerms(
    { own: refund.order_id, bank: refund.bank_refund_id, amount: minorUnits(refund.amount ?? '0'), currency },
    { own: found.refundId, bank: found.id, amount: found.amount, currency: found.currency },
  );
}
