import { add, divide, most, multiply, subtract, sum, ZERO, type Exact } from '../number/exact.ts';

/** What the house took and no premises did; negative where the premises' own sum is more. */
export function houseResidual(house: Exact, taken: readonly Exact[]): Exact {
  return subtract(house, sum(taken));
}

/** A month's volume behind what was carried into it: a negative one is not charged and reduces the months after. @param carried 0 or less */
export function carryNegative(residual: Exact, carried: Exact): { billed: Exact; carried: Exact } {
  const open = add(residual, carried);
  return open.n < 0n ? { billed: ZERO, carried: open } : { billed: open, carried: ZERO };
}

/** A premises' part of a volume by area. */
export function byArea(volume: Exact, area: Exact, all: Exact): Exact {
  return divide(multiply(volume, area), all);
}

/** The same of a volume that is charged only where it is positive. */
export function chargedByArea(volume: Exact, area: Exact, all: Exact): Exact {
  return byArea(most(volume, ZERO), area, all);
}
