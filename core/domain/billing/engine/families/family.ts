import type { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import { formatExact, type Exact } from '../number/exact.ts';
import { formatFixed } from '../number/rounding-rule.ts';
import type { Trace } from '../trace.ts';

/** A number of a result: money has the decimals of its rounding, a quantity shows what it has. */
export type Figure = { readonly exact: Exact; readonly decimals: number | null };
export type Result =
  Figure | string | number | boolean | null | readonly Result[] | { readonly [name: string]: Result };
export type Results = Readonly<Record<string, Result>>;

export function money(exact: Exact, trace: Pick<Trace, 'rounding'>): Figure {
  return { exact, decimals: trace.rounding.mode === 'none' ? null : trace.rounding.decimals };
}

export function figure(exact: Exact): Figure {
  return { exact, decimals: null };
}

/** What a family is told beside its inputs. `asked`: names of values that some sources ask for with a number in the name, such as `with_own_150_kwh`. */
export type Ask = { trace: Trace; id: string; asked: readonly string[] };

export type Family = {
  name: string;
  inputs: z.ZodType;
  run(inputs: unknown, ask: Ask): Results;
};

/** A family of cases: the shape of its inputs, and what comes of them. */
export function defineFamily<Shape extends z.ZodType>(
  name: string,
  inputs: Shape,
  compute: (inputs: z.output<Shape>, ask: Ask) => Results,
): Family {
  return { name, inputs, run: (json, ask) => compute(parseWith(inputs, json, 'inputs'), ask) };
}

/** @throws InputError CASE_INVALID, which names the path that is wrong */
export function parseWith<Shape extends z.ZodType>(shape: Shape, json: unknown, path: string): z.output<Shape> {
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0]);
  const at = [path, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  throw new InputError('CASE_INVALID', `${at === '' ? 'the case' : at}: ${issue.message}`);
}

type Issue = { path: readonly PropertyKey[]; message: string };

/** Of a choice between shapes, what is wrong with the one that fits best. */
function deepest(issue: z.core.$ZodIssue | undefined): Issue {
  if (issue === undefined) return { path: [], message: 'has another form' };
  if (issue.code === 'unrecognized_keys') return { path: [...issue.path, issue.keys[0] ?? ''], message: 'is unknown' };
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap((issues) => issues.slice(0, 1).map(deepest));
  const best = inner.sort((a, b) => b.path.length - a.path.length || rank(a) - rank(b))[0];
  return best === undefined ? issue : { path: [...issue.path, ...best.path], message: best.message };
}

function rank({ message }: Issue): number {
  return message.startsWith('is ') ? 0 : 1;
}

export function isFigure(value: Result): value is Figure {
  return typeof value === 'object' && value !== null && 'exact' in value;
}

/** A result as JSON: every number a decimal string. */
export function showResult(result: Result): unknown {
  if (typeof result !== 'object' || result === null) return result;
  if (isFigure(result))
    return result.decimals === null ? formatExact(result.exact) : formatFixed(result.exact, result.decimals);
  if (isList(result)) return result.map(showResult);
  return Object.fromEntries(Object.entries(result).map(([key, value]) => [key, showResult(value)]));
}

export function isList(value: Result): value is readonly Result[] {
  return Array.isArray(value);
}
