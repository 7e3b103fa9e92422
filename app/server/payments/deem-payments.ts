import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { PortalBlocks } from '../statements/portal-blocks.ts';
import type { Store } from '../database/store.ts';

const PURPOSE = 'deem:';

/**
 * Says PAYMENT_DEEMED of every payment that its issuer did not answer in time: the portal took the money, so it sees to it that it counts. Where the issuer
 * answers in the meantime, the ledger refuses this, and the portal lets it be.
 */
export async function deemPayments(tools: {
  store: Pick<Store, 'readModel'>;
  blocks: PortalBlocks;
  nowSeconds: () => number;
}): Promise<void> {
  const overdue = await tools.store.readModel
    .selectFrom('payments')
    .innerJoin('invoices', 'invoices.invoice_id', 'payments.invoice_id')
    .select(['payments.payment_id', 'invoices.invoice_id', 'invoices.ledger', 'invoices.subscriber'])
    .where('payments.state', '=', 'recorded')
    .where('payments.answer_by', '<=', tools.nowSeconds().toString())
    .execute();
  await tools.blocks.dropUnlessIn(
    PURPOSE,
    overdue.map(({ payment_id: paymentId }) => `${PURPOSE}${paymentId}`),
  );
  for (const { payment_id: paymentId, invoice_id: invoiceId, ledger, subscriber } of overdue) {
    await tools.blocks.say(`${PURPOSE}${paymentId}`, () => {
      const data = encodeData('PAYMENT_DEEMED', { invoiceId, paymentId });
      return Promise.resolve({ ledger, to: subscriber, kind: KIND.PAYMENT_DEEMED, subject: invoiceId, data });
    });
  }
}
