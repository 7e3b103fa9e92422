import { compare, exact, ZERO, type Exact } from '../number/exact.ts';
import { roundExact } from '../number/rounding-rule.ts';
import { isFigure, isList, showResult, type Figure, type Result } from './family.ts';

const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * Where a result differs from what a source has: money and what is counted to the last digit, a quantity to as many digits as the source shows.
 * @returns one sentence each, none where they agree
 */
export function differences(expected: unknown, result: Result | undefined, path: string): string[] {
  if (result === undefined) return [`${path}: no such value is computed`];
  const isWhole = typeof expected === 'number' && Number.isSafeInteger(expected);
  if (isWhole && isComputed(result)) return differences(String(expected), result, path);
  if (typeof expected === 'string' && isComputed(result))
    return NUMBER.test(expected) && equals(expected, result.exact, result.decimals !== null)
      ? []
      : [`${path}: ${JSON.stringify(showResult(result))} instead of ${expected}`];
  if (Array.isArray(expected) && typeof result === 'object' && result !== null && !isFigure(result) && isList(result)) {
    const more = result.slice(expected.length).filter((one) => !isNothing(one));
    const unequal = more.length > 0 ? [`${path}: ${result.length} entries instead of ${expected.length}`] : [];
    return [...unequal, ...expected.flatMap((one, index) => differences(one, result[index], `${path}.${index}`))];
  }
  if (isRecord(expected) && typeof result === 'object' && result !== null && !isFigure(result) && !isList(result)) {
    const values = new Map(Object.entries(result));
    return Object.entries(expected).flatMap(([key, one]) =>
      differences(one, values.get(key), path === '' ? key : `${path}.${key}`),
    );
  }
  return expected === result || (result !== null && typeof result !== 'object' && String(expected) === String(result))
    ? []
    : [`${path}: ${JSON.stringify(showResult(result))} instead of ${JSON.stringify(expected)}`];
}

function isComputed(value: Result): value is Figure {
  return typeof value === 'object' && value !== null && isFigure(value);
}

function equals(expected: string, value: Exact, isMoney: boolean): boolean {
  if (isMoney) return compare(exact(expected), value) === 0;
  const decimals = expected.split('.')[1]?.length ?? 0;
  return compare(exact(expected), roundExact(value, { mode: 'half-up', decimals })) === 0;
}

/** A range into which nothing falls: sources leave it out. */
function isNothing(value: Result): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isFigure(value)) return compare(value.exact, ZERO) === 0;
  return Object.values(value).every(isNothing);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
