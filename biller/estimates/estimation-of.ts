import type { BillContent } from '../../core/domain/billing/bill.ts';
import type { ContractTerms } from '../../core/domain/billing/contract-terms.ts';
import { packAt, ruleAt, valueOf } from '../../core/domain/billing/engine/packs/pack.ts';
import { nextPeriod, periodStart } from '../../core/domain/billing/period.ts';
import { formatDecimal } from '../../core/domain/bytes/decimal.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { standingBills } from '../decide/regular-bills.ts';
import type { EstimatedMonth, Estimation } from '../engine/occasion.ts';
import { monthText, periodSpan } from '../engine/span.ts';
import { followEstimates } from './follow-estimates.ts';

type History = { estimation: Estimation; left: EstimatedMonth[] };

const DAY = 86_400n;

/** Bills that are opened for it: what is owed for months before the three years in which it can be claimed (Civil Code, art. 196) is put right no more. */
const LOOKED_BACK = 36;

/** What the bills of a metered contract say of its past: what it used month by month, and which estimates nothing has put right yet. */
export async function historyOf(
  { state, decryptor, network, settings }: Pick<DecisionContext, 'state' | 'decryptor' | 'network' | 'settings'>,
  contractId: Hex,
  terms: ContractTerms,
): Promise<History> {
  const left: EstimatedMonth[] = [];
  const volumes = new Map<number, string[]>();
  let read: number | undefined;
  let missed = 0;
  for (const invoice of standingBills(state, contractId).slice(-LOOKED_BACK)) {
    const { content } = await decryptor.invoice(invoice);
    const { period } = invoice.data;
    followEstimates(left, content, monthText(period));
    if (content.metered.length === 0) {
      missed += 1;
      continue;
    }
    const months = read === undefined ? wholeMonth(content, period, network.timeZone) : monthsBetween(read, period);
    for (const [zone, all] of useByZone(content))
      volumes.set(zone, [...(volumes.get(zone) ?? []), ...spread(all, months, Number(terms.exponent))]);
    read = period;
    missed = 0;
  }
  const zones = [...volumes].map(([zone, list]) => ({ zone, volumes: list.slice(-MOST) }));
  // A norm is of the whole day: of several zones none can be told by it.
  const service = settings.services.find(({ resource }) => resource === Number(terms.resource));
  const norm = zones.length > 1 ? undefined : (terms.norm ?? service?.norm ?? undefined);
  const averageUntil = norm === undefined || read === undefined ? undefined : averageEnd(read, settings.country);
  return { estimation: { zones, missed, norm, averageUntil }, left };
}

/** Months that are told to the engine, which takes as many as its rule says. */
const MOST = 24;

function useByZone({ metered }: BillContent): Map<number, bigint> {
  const all = new Map<number, bigint>();
  for (const { zone, volume } of metered) all.set(Number(zone), (all.get(Number(zone)) ?? 0n) + BigInt(volume));
  return all;
}

/** A first bill that begins within its month is no measure of one. */
function wholeMonth({ metered }: BillContent, period: number, timeZone: string): number {
  const latest = periodStart(period, timeZone) + DAY;
  return metered.every(({ openTime }) => BigInt(openTime) <= latest) ? 1 : 0;
}

function monthsBetween(from: number, to: number): number {
  let months = 0;
  for (let period = from; period < to; period = nextPeriod(period)) months += 1;
  return months;
}

/** What was used over several months, evenly, and together just that. */
function spread(all: bigint, months: number, exponent: number): string[] {
  const parts = BigInt(months);
  return Array.from({ length: months }, (_, index) => {
    const mantissa = all / parts + (BigInt(index) < all % parts ? 1n : 0n);
    return formatDecimal({ mantissa, exponent });
  });
}

function averageEnd(read: number, country: string): string {
  let period = nextPeriod(read);
  const from = periodSpan(period).from;
  const rule = ruleAt(packAt(country, from), 'estimate.average', from);
  for (let left = Number(valueOf(rule, 'periods')); left > 1; left -= 1) period = nextPeriod(period);
  return monthText(period);
}
