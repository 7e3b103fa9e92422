import { formatAmount } from '../../billing/money.ts';
import { formatDecimal, parseDecimal } from '../../bytes/decimal.ts';
import { shortest } from '../bill-units.ts';
import type { DocumentLine, Issuer, PayableDocument } from '../payable-document.ts';
import { netOfLine, taxRate } from '../tax-within.ts';

/** A line as EN 16931 has it: without tax; `net` in 10⁻¹² of the currency unit, whole minor units. */
export type UblLine = {
  name: string;
  note: string;
  quantity: string;
  unitCode: string;
  price: string;
  base: string;
  net: bigint;
};

/**
 * Codes of UN/ECE recommendation 20. It has no gigacalorie: those count as kilocalories (E14), priced by the million, so that
 * neither volume nor price is rounded.
 */
const UNITS: Readonly<Record<DocumentLine['unit'], { code: string; times: bigint }>> = {
  kWh: { code: 'KWH', times: 1n },
  m3: { code: 'MTQ', times: 1n },
  GJ: { code: 'GV', times: 1n },
  Gcal: { code: 'E14', times: 1_000_000n },
  one: { code: 'C62', times: 1n },
};
const PRICE_DIGITS = 10n ** 4n;

/** The lines of goods and services. Debts, advances and penalties are none: they stand in what was paid before (BT-113). */
export function ublLines({ lines, issuer, resource }: PayableDocument): UblLine[] {
  const supplied = lines.filter(({ kind }) => kind !== 'penalty').map((line) => ublLine(line, issuer.tax, resource));
  if (supplied.length > 0) return supplied;
  return [{ name: resource, note: '', quantity: '0', unitCode: 'C62', price: '0', base: '1', net: 0n }];
}

function ublLine(line: DocumentLine, tax: Issuer['tax'], resource: string): UblLine {
  const { code, times } = UNITS[line.unit];
  const { mantissa, exponent } = parseDecimal(line.quantity);
  const rate = parseDecimal(line.rate);
  // A price must not be negative (BR-27): a credit is a negative quantity instead.
  const sign = rate.mantissa < 0n ? -1n : 1n;
  return {
    name: line.zone === '' ? `${resource}: ${line.kind}` : `${resource}: ${line.kind}, zone ${line.zone}`,
    note: line.text,
    quantity: shortest({ mantissa: sign * mantissa * times, exponent }),
    unitCode: code,
    price: netPrice({ mantissa: sign * rate.mantissa, exponent: rate.exponent }, tax),
    base: String(times),
    net: netOfLine(line, tax),
  };
}

/** The price without its tax, with four digits more than the price has where the division leaves a rest. */
function netPrice({ mantissa, exponent }: { mantissa: bigint; exponent: number }, tax: Issuer['tax']): string {
  const { part, whole } = taxRate(tax);
  if (part === 0n) return shortest({ mantissa, exponent });
  const finer = (mantissa * PRICE_DIGITS * whole) / (whole + part);
  return shortest({ mantissa: finer, exponent: exponent - 4 });
}

/** Money of the invoice: two digits behind the point. */
export function ublAmount(amount: bigint): string {
  return formatAmount(amount);
}

/** A percentage as the invoice has it. */
export function ublPercent(tax: Issuer['tax']): string | undefined {
  if (tax.category === 'O') return undefined;
  return tax.category === 'S' ? formatDecimal(parseDecimal(tax.percent)) : '0';
}
