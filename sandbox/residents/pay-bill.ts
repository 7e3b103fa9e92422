import type { Hex } from '../../core/domain/hex.ts';
import { InputError } from '../../core/domain/errors.ts';
import type { InvoicesJson, OrderJson } from './portal-api.ts';
import { ask, tell, until, type Resident } from './resident.ts';

/** Pays through the portal: an order at the bank, confirmed on the bank's page as a person would, then the portal's block (S41, S45). */
export async function payBill(resident: Resident, invoiceId: Hex, amount: bigint): Promise<OrderJson> {
  const order = await tell<OrderJson>(resident, '/api/payments', { invoiceId, amount: amount.toString() });
  if (order.redirectUrl !== null) await confirmAtBank(resident, order.redirectUrl);
  return until(`payment ${order.orderId} is on the ledger`, async () => {
    const current = await ask<OrderJson>(resident, `/api/payments/${order.orderId}`);
    if (current.state === 'failed') throw new InputError('PAYMENT_FAILED', `The bank refused order ${order.orderId}.`);
    return current.state === 'recorded' ? current : undefined;
  });
}

/** Waits until the issuer's receipt settles the bill (S50). */
export async function awaitSettled(resident: Resident, invoiceId: Hex): Promise<InvoicesJson['invoices'][number]> {
  return until(`bill ${invoiceId} is settled`, async () => {
    const { invoices } = await ask<InvoicesJson>(resident, '/api/invoices');
    const invoice = invoices.find((one) => one.invoiceId === invoiceId);
    return invoice?.state === 'settled' ? invoice : undefined;
  });
}

async function confirmAtBank(resident: Resident, url: string): Promise<void> {
  const page = await resident.session.get(url);
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(page.body);
  if (!form) throw new InputError('BANK_PAGE', `The bank's page ${url} has no form to confirm.`);
  const [, head = '', body = ''] = form;
  const action = /\baction="([^"]*)"/.exec(head)?.[1] ?? page.url;
  const fields: Record<string, string> = {};
  for (const [tag] of body.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1];
    if (name !== undefined && fields[name] === undefined) fields[name] = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '';
  }
  await resident.session.submit(new URL(action.replaceAll('&amp;', '&'), page.url).href, fields);
}
