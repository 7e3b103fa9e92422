import type { BillContent } from '../../core/domain/billing/bill.ts';
import { isEstimate } from '../../core/domain/billing/line-text.ts';
import type { EstimatedMonth } from '../engine/occasion.ts';

/**
 * Adds what a bill of a month estimates to what nothing has put right yet, and takes off what it takes back. What is taken back of a month that no standing bill
 * estimates (that bill was voided since) takes nothing off another one.
 */
export function followEstimates(
  left: EstimatedMonth[],
  { declared }: Pick<BillContent, 'declared'>,
  period: string,
): void {
  const add = (month: string, amount: bigint): void => {
    const at = left.findIndex((one) => one.period === month);
    const rest = (left[at]?.amount ?? 0n) + amount;
    const row = rest > 0n ? [{ period: month, amount: rest }] : [];
    if (at >= 0) left.splice(at, 1, ...row);
    else left.push(...row);
  };
  for (const { code = '', amount } of declared) {
    const [name = '', about = ''] = code.split(':');
    if (name === 'estimate-back') add(about, BigInt(amount));
    else if (isEstimate(code)) add(period, BigInt(amount));
  }
}
