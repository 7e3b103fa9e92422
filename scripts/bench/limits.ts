import { TransientError } from '../../core/domain/bytes/errors.ts';

type Figures = Readonly<Record<string, number>>;

/** What is promised as the least: rates, and shares of what others do. All other figures are costs, promised as the most. */
const LEAST = /(_per_s|embedded_tx_per_s_ratio|geth_ratio)$/;

/** Limits that were named and are not kept, each with why (docs/decisions.md). They are shown and fail nothing. */
export const WITHDRAWN: Readonly<Record<string, string>> = {
  geth_ratio:
    'geth --dev takes finished transactions and mines them. The sealer checks, promises, signs and logs each internal block besides, in one thread, on the same two cores.',
};

/** One line a limit that a figure misses and that was not withdrawn. What was not measured misses nothing. */
export function missedLimits(figures: Figures): string[] {
  return limitsIn(figures)
    .filter(({ name, isKept }) => !isKept && WITHDRAWN[name] === undefined)
    .map(({ text }) => text);
}

/** One line a limit of these figures that was withdrawn, with why. */
export function withdrawnLimits(figures: Figures): string[] {
  return limitsIn(figures).flatMap(({ name, text }) => {
    const why = WITHDRAWN[name];
    return why === undefined ? [] : [`${text}: ${why}`];
  });
}

/** @throws TransientError LIMIT_MISSED with every limit that is: a busy machine misses what a quiet one keeps */
export function requireLimits(figures: Figures): void {
  const missed = missedLimits(figures);
  if (missed.length > 0)
    throw new TransientError('LIMIT_MISSED', `${missed.join('; ')}. Nothing else may run while a bench does.`);
}

function limitsIn(figures: Figures): { name: string; isKept: boolean; text: string }[] {
  return Object.entries(figures).flatMap(([key, limit]) => {
    const name = key.replace(/_limit$/, '');
    const value = figures[name];
    if (name === key || value === undefined) return [];
    const least = LEAST.test(name);
    const isKept = least ? value >= limit : value <= limit;
    return [{ name, isKept, text: `${name} is ${value}, promised is at ${least ? 'least' : 'most'} ${limit}` }];
  });
}
