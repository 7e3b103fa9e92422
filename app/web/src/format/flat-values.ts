import { formatDecimal } from '../../../../core/domain/bytes/decimal.ts';
import type { QuantityName } from '../../../../core/domain/ledger/kinds.ts';

/** A privilege is its code and a share of the line in 0.01 % (docs/formats.md §2). */
const PRIVILEGE_CODES = 100_000n;

/** What stands of a flat, as its quantity is counted: m², persons, a share of the flat, the code of a privilege and its share of a line. */
export function flatValue(name: QuantityName, value: bigint, language: string): string {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 7 });
  const exact = (mantissa: bigint, exponent: number): string =>
    format.format(formatDecimal({ mantissa, exponent }) as Intl.StringNumericLiteral);
  switch (name) {
    case 'area':
      return `${exact(value, -2)} ${language === 'ru' ? 'м²' : 'm²'}`;
    case 'residents':
      return exact(value, 0);
    case 'share':
      return `${exact(value, -7)} %`;
    case 'privilege':
      return `№ ${value / PRIVILEGE_CODES}, ${exact(value % PRIVILEGE_CODES, -2)} %`;
    default:
      return name satisfies never;
  }
}
