import { z } from 'zod';
import { FAMILIES, familyCase } from '../families/run-case.ts';
import { billCase } from './case-shape.ts';
import { billOutcome, caseOutcome } from './outcome-shape.ts';

/** The published JSON Schemas of cases and results, by file name: made of the parsers themselves. */
export function jsonSchemas(): ReadonlyMap<string, unknown> {
  const families = FAMILIES.map(({ name, inputs }) => familyCase.extend({ family: z.literal(name), inputs }));
  const either = z.union([billCase, ...families]);
  const result = z.union([billOutcome, caseOutcome]);
  const options = { io: 'input', unrepresentable: 'any', reused: 'ref' } as const;
  return new Map<string, unknown>([
    ['bill-case.schema.json', z.toJSONSchema(either, options)],
    ['bill-result.schema.json', z.toJSONSchema(result, options)],
  ]);
}
