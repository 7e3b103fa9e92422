import type { BillDraft } from '../../../core/domain/billing/bill-draft.ts';
import { encodePayment } from '../../../core/domain/billing/bill-settle.ts';
import { encodeBill } from '../../../core/domain/billing/bill.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { bytes32, normTerms, sampleBill } from '../../core/domain/billing/bill-sample.ts';
import { paymentData } from '../../support/payment-data.ts';
import { newAccount } from '../../support/world/actors.ts';
import { testContext, type TestContext } from './desk.ts';

/** A provider's desk with one bill without meters of one resident, and the portal that pays it. */
export type PaidBill = { test: TestContext; draft: BillDraft; resident: Account; portal: Account };

/** @param norm consumption per resident and month; what the bill asks for follows from it */
export async function deskWithBill(norm: string, over: { dueDate?: bigint } = {}): Promise<PaidBill> {
  const [resident, portal] = [newAccount(), newAccount()];
  const test = testContext({ role: 'provider', portal: portal.address });
  test.admit(test.me, ROLE.provider);
  test.admit(resident, ROLE.subscriber);
  test.admit(portal, ROLE.portal);
  const terms = normTerms({ provider: test.me.address, subscriber: resident.address, norm });
  const draft = sampleBill({ terms, registers: [], termsRate: 53_170_000_000n, ...over });
  const envelope = await test.seal(test.me, 'INVOICE', encodeBill(draft.content), [test.me], draft.invoiceId);
  test.record(test.me, resident.address, 'INVOICE', { ...draft.invoiceData, envelope }, draft.invoiceId);
  return { test, draft, resident, portal };
}

/** @param held what the commitment holds, where that is another amount than the one inside @returns the payment's id */
export async function payBill({ test, draft, portal }: PaidBill, amount: bigint, held = amount): Promise<Hex> {
  const content = encodePayment({ amount, blinding: 5n, orderId: 'order', purpose: '' });
  const { invoiceId } = draft;
  const envelope = await test.seal(portal, 'PAYMENT', content, [test.me], invoiceId);
  const ledger = test.context.network.contracts.billingLedger;
  const { networkHash } = domainOf(test.context.network);
  const place = { networkHash, ledger, invoiceId, paymentReference: bytes32(1), paidAt: 1n };
  const data = paymentData({ ...place, amount: held, blinding: 5n, envelope });
  return test.record(portal, test.me.address, 'PAYMENT', data, invoiceId);
}
