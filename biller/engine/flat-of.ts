import { formatDecimal } from '../../core/domain/bytes/decimal.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { equalPoints, INFINITY } from '../../core/domain/crypto/commitment.ts';
import { QUANTITY } from '../../core/domain/ledger/kinds.ts';
import { dateOfDay, dayNumber } from '../../core/domain/premises/day-number.ts';
import { flatsOfAccount, type FlatId } from '../../core/domain/premises/flat-on-day.ts';
import { openFlatFact } from '../../core/domain/premises/open-flat-fact.ts';
import { readerOf } from '../decryptor.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import type { DatedText, Occasion } from './occasion.ts';
import type { Span } from './span.ts';

/** Areas count 0.01 m², residents people. */
const EXPONENTS = { area: -2, residents: 0 } as const;

/**
 * What the ledger has of a consumer's flat on the days of a bill. By what is sealed for others nothing is billed, nor where the consumer answers for several flats:
 * then what was signed counts.
 */
export async function flatOf(context: DecisionContext, consumer: Hex, span: Span): Promise<Occasion['flat']> {
  const [flat, other] = flatsOfAccount(context.state.premises, consumer, dayNumber(span.from));
  if (flat === undefined || other !== undefined) return { area: [], residents: [] };
  return { area: await lineOf(context, flat, 'area', span), residents: await lineOf(context, flat, 'residents', span) };
}

async function lineOf(
  context: DecisionContext,
  { houseId, flat }: FlatId,
  quantity: keyof typeof EXPONENTS,
  span: Span,
): Promise<DatedText[]> {
  const said = context.state.premises.facts.get(`${houseId}:${flat}:${QUANTITY[quantity]}`) ?? [];
  const [first, end] = [dayNumber(span.from), dayNumber(span.to)];
  const before = said.findLast(({ from }) => from <= first);
  const within = said.filter((one) => one === before || (one.from > first && one.from < end));
  const account = readerOf(context.account, context.state);
  const line: DatedText[] = [];
  for (const fact of within) {
    if (equalPoints(fact.commitment, INFINITY)) continue;
    const sealed = await openFlatFact({ network: context.network, account, ...fact });
    if (sealed.state !== 'opened') continue;
    const value = formatDecimal({ mantissa: sealed.content.value, exponent: EXPONENTS[quantity] });
    line.push({ from: dateOfDay(fact.from), value });
  }
  return line;
}
