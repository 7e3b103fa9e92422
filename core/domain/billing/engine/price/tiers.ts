import { InputError } from '../../../bytes/errors.ts';
import { add, compare, formatExact, least, multiply, subtract, sum, ZERO, type Exact } from '../number/exact.ts';

/** Up to and with `upTo` units a price of each; `flat` once where anything falls into it. `null` is without end. */
export type Tier = { upTo: Exact | null; perUnit: Exact; flat: Exact };
export type TierPart = { units: Exact; perUnit: Exact; flat: Exact; amount: Exact };

/** @throws InputError TIERS_INVALID: they do not rise, or not the last alone is without end */
export function checkTiers(tiers: readonly Tier[]): void {
  tiers.forEach(({ upTo }, index) => {
    const before = tiers[index - 1]?.upTo ?? ZERO;
    const isLast = index === tiers.length - 1;
    if (upTo === null ? !isLast : compare(upTo, before) <= 0)
      throw new InputError(
        'TIERS_INVALID',
        `tiers.${index}.up_to: the bounds of tiers rise, and only the last has none.`,
      );
  });
}

/**
 * Each part of the units at the price of its own tier. With no units the first tier's flat part is owed alone; less than none costs nothing.
 * @throws InputError TIERS_INVALID, TIERS_EXCEEDED
 */
export function graduatedParts(units: Exact, tiers: readonly Tier[]): TierPart[] {
  checkTiers(tiers);
  if (units.n < 0n) return [];
  const parts: TierPart[] = [];
  let from = ZERO;
  for (const { upTo, perUnit, flat } of tiers) {
    if (parts.length > 0 && compare(units, from) <= 0) break;
    const to = upTo === null ? units : least(units, upTo);
    const inside = subtract(to, from);
    parts.push({ units: inside, perUnit, flat, amount: add(multiply(inside, perUnit), flat) });
    from = to;
  }
  if (compare(from, units) < 0) throw exceeded(units);
  return parts;
}

/** All units at the price of the tier that their number falls into. @throws InputError TIERS_INVALID, TIERS_EXCEEDED */
export function volumePart(units: Exact, tiers: readonly Tier[]): TierPart[] {
  checkTiers(tiers);
  if (units.n < 0n) return [];
  const tier = tiers.find(({ upTo }) => upTo === null || compare(units, upTo) <= 0);
  if (tier === undefined) throw exceeded(units);
  const { perUnit, flat } = tier;
  return [{ units, perUnit, flat, amount: add(multiply(units, perUnit), flat) }];
}

export function totalOf(parts: readonly TierPart[]): Exact {
  return sum(parts.map(({ amount }) => amount));
}

/** '10 × 10 + 2' of each part. */
export function tierFormula(parts: readonly TierPart[]): string {
  if (parts.length === 0) return '0';
  return parts
    .map(({ units, perUnit, flat }) => {
      const base = `${formatExact(units)} × ${formatExact(perUnit)}`;
      return flat.n === 0n ? base : `${base} + ${formatExact(flat)}`;
    })
    .join(' + ');
}

function exceeded(units: Exact): InputError {
  return new InputError('TIERS_EXCEEDED', `tiers: ${formatExact(units)} units are more than the last tier holds.`);
}
