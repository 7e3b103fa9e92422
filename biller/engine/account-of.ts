import { formatAmount } from '../../core/domain/billing/money.ts';
import { localDate } from '../../core/domain/billing/period.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { LABEL } from '../../core/domain/ledger/kinds.ts';
import { UnreadableContent } from '../../core/domain/sealed/sealed-content.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import type { Payment } from '../state.ts';
import type { AccountOfContract } from './occasion.ts';

const PENALTY = String(LABEL.penalty);

/**
 * What was billed by a contract and paid on it, for the engine's account. A bill stands with its own lines alone: what it took over stands with the bill before. A
 * payment counts from the day on which it was paid; one on a bill that took nothing over names that bill.
 * @throws InputError where an own bill does not fit the ledger
 */
export async function accountOf(context: DecisionContext, contractId: Hex): Promise<AccountOfContract> {
  const { state, decryptor, network } = context;
  const found: AccountOfContract = { bills: [], payments: [], penalties: '0' };
  const paidAt = paidDays(context, contractId);
  let penalties = 0n;
  for (const invoice of state.invoices.values()) {
    if (invoice.data.contractId !== contractId) continue;
    const { content } = await decryptor.invoice(invoice);
    const id = `${content.period}-${content.series}`;
    const isVoid = invoice.state === 'void';
    for (const payment of invoice.payments.filter(isCounted)) {
      const amount = await amountOf(context, payment);
      const date = paidAt.get(payment.paymentId);
      if (amount === undefined || amount <= 0n || date === undefined) continue;
      const named = isVoid || content.account.amount !== '0' ? {} : { bill: id };
      found.payments.push({ date, amount: formatAmount(amount), ...named });
    }
    if (isVoid) continue;
    const own = content.declared.filter(({ label }) => label !== PENALTY);
    const asked = content.declared.filter(({ label }) => label === PENALTY);
    penalties += asked.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    found.bills.push({
      id,
      due: localDate(invoice.data.dueDate, network.timeZone),
      lines: [...content.metered, ...own].map(({ amount }) => formatAmount(BigInt(amount))),
    });
  }
  return { ...found, penalties: penalties === 0n ? '0' : formatAmount(penalties) };
}

function isCounted({ state }: Payment): boolean {
  return state !== 'refused' && state !== 'reversed';
}

/** On which local day each payment was paid, as the portal says. */
function paidDays({ state, network }: DecisionContext, contractId: Hex): Map<Hex, string> {
  const days = new Map<Hex, string>();
  for (const { digest, fact } of state.money.get(contractId) ?? [])
    if (fact.kind === 'PAYMENT') days.set(digest, localDate(fact.data.paidAt, network.timeZone));
  return days;
}

/** Nothing where the payment cannot be read: it will be refused. */
async function amountOf({ decryptor }: DecisionContext, payment: Payment): Promise<bigint | undefined> {
  try {
    return (await decryptor.payment(payment)).amount;
  } catch (error) {
    if (error instanceof UnreadableContent) return undefined;
    throw error;
  }
}
