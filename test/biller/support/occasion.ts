import type { Occasion } from '../../../biller/engine/occasion.ts';
import type { FactContent, HouseFact } from '../../../biller/engine/fact-shapes.ts';
import { rulesAt } from '../../../core/domain/billing/tariff-rules.ts';
import { CONTRACT, normTerms, TIME_ZONE } from '../../core/domain/billing/bill-sample.ts';

/** What a biller knows of a bill by norm of October 2026, and nothing of the house. */
export function occasion(over: Partial<Occasion> = {}): Occasion {
  const terms = over.terms ?? normTerms();
  return {
    ...{ contractId: CONTRACT, terms, period: 202_610, until: undefined, timeZone: TIME_ZONE },
    ...{ currency: 'RUB', country: 'ru', isCompany: false, rules: rulesAt('2026-10-01') },
    rates: [
      {
        ...{ provider: terms.provider, resource: Number(terms.resource), zone: 0, validFrom: 0n },
        ...{ mantissa: 5_317n, exponent: -5 },
      },
    ],
    ...{ metered: [], flat: { area: [], residents: [] }, facts: [], penalty: undefined },
    ...over,
  };
}

/** As if it had been entered. */
export function entered(...contents: FactContent[]): HouseFact[] {
  const about = { enteredAt: 1_793_500_000n, date: '2026-10-31', author: 'clerk', evidence: 'act 1' };
  return contents.map((content, index) => ({ ...about, number: index + 1, content }));
}
