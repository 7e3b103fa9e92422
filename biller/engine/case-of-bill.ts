import { packAt } from '../../core/domain/billing/engine/packs/pack.ts';
import { UNREAD } from '../estimates/estimated-pieces.ts';
import { actsOf } from './acts.ts';
import { componentsOf } from './components.ts';
import type { Occasion } from './occasion.ts';
import type { Json, Piece } from './piece.ts';
import { periodSpan } from './span.ts';

/** A case that `domledger bill` takes, and what its components are on the bill. */
export type CaseOfBill = { json: Json; pieces: readonly Piece[] };

/** Ledgers count in 10⁻¹² of the currency unit; a bill's rounding makes whole minor units of the sum of all lines. */
const ROUNDING = 'half-up, 12 decimals';

/**
 * The engine's case of a bill: all that the biller knows, in the engine's words. The same facts give the same case.
 * @param people where the flat's residents and area count as the ledger has them, instead of as the contract was signed
 * @returns undefined where there is nothing to price
 * @throws InputError as `componentsOf` and `actsOf`, PACK_UNKNOWN
 */
export function caseOfBill(of: Occasion, people: 'terms' | 'ledger' = 'terms'): CaseOfBill | undefined {
  const { terms, flat, currency, country, period } = of;
  const pieces = componentsOf(of);
  if (pieces.length === 0) return undefined;
  const span = periodSpan(period);
  const dated = (line: Occasion['flat']['area'], otherwise: string, key: string): Json[] => [
    { from: '0001-01-01', [key]: otherwise },
    ...(people === 'ledger' ? line : []).map(({ from, value }) => ({ from, [key]: value })),
  ];
  const json = {
    version: '1',
    id: `${period} ${of.contractId}`,
    pack: packAt(country, span.from).name,
    currency,
    period: span,
    rounding: ROUNDING,
    premises: {
      area: dated(flat.area, terms.area, 'area'),
      residents: dated(flat.residents, terms.residents, 'count'),
    },
    ...(of.estimation === undefined ? {} : { meters: [{ id: UNREAD }] }),
    components: pieces.map(({ component }) => component),
    acts: actsOf(of, pieces),
  };
  return { json, pieces };
}
