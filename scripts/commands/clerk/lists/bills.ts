import { openedOf, openMoney } from '../../../../biller/decide/open-money.ts';
import type { Invoice, Payment } from '../../../../biller/state.ts';
import { formatDecimal } from '../../../../core/domain/bytes/decimal.ts';
import type { BillDeclaredLine, BillMeteredLine } from '../../../../core/domain/billing/bill.ts';
import { AMOUNT_EXPONENT, formatAmount } from '../../../../core/domain/billing/money.ts';
import { localDate } from '../../../../core/domain/billing/period.ts';
import { flatName, residentName, type List, type ListRow, type Looking } from './list-row.ts';

/** For `void-bill` and `carry-bill`, which take a bill. */
export const bills: List = {
  rows: (looking) =>
    Promise.all([...looking.context.state.invoices.values()].map((one, index) => billRow(looking, one, index + 1))),
  /** Its lines, each in words with how it came about. */
  async more({ context }, id) {
    const invoice = context.state.invoices.get(id);
    if (invoice === undefined) return {};
    const { content } = await context.decryptor.invoice(invoice);
    return { lines: [...content.metered.map(inWords), ...content.declared.map(declaredInWords)] };
  },
};

function inWords({ zone, volume, exponent, rate, amount }: BillMeteredLine): string {
  const used = formatDecimal({ mantissa: BigInt(volume), exponent: Number(exponent) });
  const price = formatDecimal({ mantissa: BigInt(rate), exponent: AMOUNT_EXPONENT - Number(exponent) });
  const which = zone === '0' ? 'Metered' : `Metered, zone ${zone}`;
  return `${which}: ${used} × ${price} = ${formatAmount(BigInt(amount))}`;
}

function declaredInWords({ text, amount, derivation }: BillDeclaredLine): string {
  const line = `${text} = ${formatAmount(BigInt(amount))}`;
  return derivation === undefined ? line : `${line}; ${derivation.formula} (${derivation.act}, ${derivation.point})`;
}

async function billRow(looking: Looking, invoice: Invoice, number: number): Promise<ListRow> {
  const { context } = looking;
  const { invoiceId, state, subscriber, data } = invoice;
  const { contractId, period } = data;
  const book = await openMoney(context, contractId);
  const total = formatAmount((await context.decryptor.invoice(invoice)).total);
  const rest = state === 'issued' ? openedOf(context, book, invoice)?.value : 0n;
  // Unknown where a payment of it does not open.
  const outstanding = rest === undefined ? undefined : formatAmount(rest);
  return {
    number,
    id: invoiceId,
    open: state === 'issued' || invoice.payments.some(isUnanswered),
    flat: flatName(looking, subscriber),
    account: subscriber,
    contract: contractId,
    period,
    due: localDate(data.dueDate, context.network.timeZone),
    state,
    total,
    outstanding,
    payments: invoice.payments.length,
    line: `${period} of ${residentName(looking, subscriber)}, ${state}: ${total}, open ${outstanding ?? 'unknown'}`,
  };
}

function isUnanswered({ state }: Payment): boolean {
  return state === 'recorded';
}
