import {
  add,
  compare,
  floor,
  least,
  most,
  multiply,
  ratio,
  subtract,
  sum,
  whole,
  ZERO,
  type Exact,
} from '../number/exact.ts';

const HUNDRED = whole(100);

/** The reduction of a charge, at most the whole of it. */
export function reductionBy(charge: Exact, percent: Exact): { percent: Exact; amount: Exact } {
  const held = least(percent, HUNDRED);
  return { percent: held, amount: multiply(charge, multiply(held, ratio(1, 100))) };
}

/** Hours of breaks over what a month allows, where it is limited, and where `once` is given not less than those over what one break may last. */
export function excessHours(args: {
  breaks: readonly Exact[];
  month: Exact | undefined;
  once?: Exact | undefined;
}): Exact {
  const all = sum(args.breaks);
  const over = most(subtract(all, args.month ?? all), ZERO);
  const { once } = args;
  if (once === undefined) return over;
  return most(over, sum(args.breaks.map((hours) => most(subtract(hours, once), ZERO))));
}

/** Hours at a temperature. */
export type Measured = { temperature: Exact; hours: Exact; tolerance: Exact };

/** Degrees below the norm beyond the tolerance, times their hours; with `above`, also those over the norm beyond it. */
export function degreeHours(measured: readonly Measured[], norm: Exact, above?: Exact): Exact {
  return sum(measured.map((one) => multiply(add(below(one, norm), over(one, norm, above)), one.hours)));
}

/** The same in steps of so many degrees, a step begun counted or not. */
export function stepHours(
  measured: readonly Measured[],
  norm: Exact,
  { step, started }: { step: Exact; started: boolean },
): Exact {
  return sum(
    measured.map((one) => {
      const missing = below(one, norm);
      const steps = { n: missing.n * step.d, d: missing.d * step.n };
      const count = started ? -floor({ n: -steps.n, d: steps.d }) : floor(steps);
      return multiply(whole(count), one.hours);
    }),
  );
}

function below({ temperature, tolerance }: Measured, norm: Exact): Exact {
  return most(subtract(subtract(norm, tolerance), temperature), ZERO);
}

function over({ temperature }: Measured, norm: Exact, above: Exact | undefined): Exact {
  if (above === undefined || compare(temperature, add(norm, above)) <= 0) return ZERO;
  return subtract(temperature, add(norm, above));
}
