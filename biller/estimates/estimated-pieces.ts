import { LABEL } from '../../core/domain/ledger/kinds.ts';
import type { Estimation, Occasion } from '../engine/occasion.ts';
import type { Piece } from '../engine/piece.ts';
import { periodSpan, ratesOfContract, validSpan } from '../engine/span.ts';
import { priceOfUnit, unitOfTerms } from '../engine/units.ts';

/** Named in cases as the meter that nobody read. */
export const UNREAD = 'unread';

/** What a month without a reading is billed by: the engine's estimate of each zone, at the rates of the month. None on days without a contract. */
export function estimatedPieces(of: Occasion, { zones, missed, norm }: Estimation): Piece[] {
  const span = validSpan(of);
  if (span === undefined) return [];
  const whole = periodSpan(of.period);
  const valid = span.from === whole.from && span.to === whole.to ? {} : { valid: span };
  return zones.map(({ zone, volumes }, index) => ({
    component: {
      ...{ id: zones.length === 1 ? 'estimated' : `estimated-${index + 1}`, unit: unitOfTerms(of.terms), ...valid },
      basis: {
        ...{ kind: 'register', meters: [UNREAD] },
        estimate: { volumes_before: volumes, months_missed: missed, ...(norm === undefined ? {} : { norm }) },
      },
      price: {
        kind: 'unit',
        rate: ratesOfContract(of, zone).map(({ from, rate }) => ({ from, rate: priceOfUnit(rate, of.terms) })),
      },
    },
    label: LABEL.other,
    code: 'estimate',
  }));
}

/** What an estimated line is: by the average of earlier months, and until when, or by the norm. */
export function estimateCode(formula: string, { averageUntil }: Estimation): string {
  if (!formula.includes('estimated: average')) return 'estimate-norm';
  return averageUntil === undefined ? 'estimate-open' : `estimate-average:${averageUntil}`;
}
