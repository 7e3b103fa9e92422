import { AMOUNT_PER_MINOR, parseAmount } from '../billing/money.ts';
import { roundHalfUp } from '../billing/rounding.ts';
import { parseDecimal } from '../bytes/decimal.ts';
import type { DocumentLine, Issuer } from './payable-document.ts';

/** The rate as a fraction: 20 % of what is without it is 20/120 of what is with it. */
export function taxRate(tax: Issuer['tax']): { part: bigint; whole: bigint } {
  if (tax.category !== 'S') return { part: 0n, whole: 1n };
  const { mantissa, exponent } = parseDecimal(tax.percent);
  return { part: mantissa, whole: 100n * 10n ** BigInt(-exponent) };
}

/** A line without the tax that its amount includes, in whole minor units. A penalty is no supply and is not taxed. */
export function netOfLine(line: Pick<DocumentLine, 'kind' | 'amount'>, tax: Issuer['tax']): bigint {
  const { part, whole } = taxRate(tax);
  return line.kind === 'penalty'
    ? 0n
    : roundHalfUp((parseAmount(line.amount) * whole) / (whole + part), AMOUNT_PER_MINOR);
}

/** The value added tax within the lines: once, on the sum of what the lines are without it (EN 16931, BR-CO-17). */
export function taxWithin(lines: readonly Pick<DocumentLine, 'kind' | 'amount'>[], tax: Issuer['tax']): bigint {
  const { part, whole } = taxRate(tax);
  const net = lines.reduce((sum, line) => sum + netOfLine(line, tax), 0n);
  return roundHalfUp((net * part) / whole, AMOUNT_PER_MINOR);
}
