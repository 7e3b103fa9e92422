import { InputError } from '../../../core/domain/bytes/errors.ts';
import { isRecord } from '../../../core/domain/bytes/is-record.ts';
import { runAnyCase } from '../../../core/domain/billing/engine/run-any-case.ts';
import { printJson, readText } from '../arguments.ts';

/** Prints the bill of a case and how each value came about. The exit code is 1 where the case expects other values. */
export function bill(options: { case: string; json?: boolean }): void {
  const outcome: Readonly<Record<string, unknown>> = runAnyCase(parse(readText(options.case, 'a bill case')));
  if (options.json === true) printJson(outcome);
  else process.stdout.write(asText(outcome));
  if (Array.isArray(outcome.differences) && outcome.differences.length > 0) process.exitCode = 1;
}

/** @throws InputError CASE_INVALID */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('CASE_INVALID', 'The case is not JSON.', { cause });
  }
}

function asText(outcome: Readonly<Record<string, unknown>>): string {
  const { derivation, ...values } = outcome;
  const steps = Array.isArray(derivation) ? derivation.map((step: unknown) => stepText(step)) : [];
  return `${[...flat(values, ''), '', ...steps].join('\n')}\n`;
}

/** 'lines.0.amount  12.34' of each value. */
function flat(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}  ${String(value)}`];
  return Object.entries(value).flatMap(([key, one]) => flat(one, path === '' ? key : `${path}.${key}`));
}

function stepText(step: unknown): string {
  const entries = isRecord(step) ? Object.entries(step) : [];
  const fields = new Map(entries.map(([key, value]) => [key, String(value)]));
  const cited = fields.has('act') ? `  [${fields.get('act')}, ${fields.get('point')}, ${fields.get('tag')}]` : '';
  const reading = fields.has('reading') ? `  {${fields.get('reading')}}` : '';
  return `${fields.get('what')} = ${fields.get('formula')} = ${fields.get('value')}${cited}${reading}`;
}
