import { z } from 'zod';
import { InputError } from '../../../bytes/errors.ts';
import { parseRounding } from '../number/parse-rounding.ts';
import { packAt, packByName } from '../packs/pack.ts';
import { createTrace, showStep } from '../trace.ts';
import { differences } from './agree.ts';
import { absence, qualityAir, qualityBreaks, qualityWater } from './relief.ts';
import * as debts from './debts.ts';
import { parseWith, showResult, type Family } from './family.ts';
import * as heatCost from './heat-cost.ts';
import * as modes from './house-modes.ts';
import * as house from './house.ts';
import * as norms from './norms.ts';
import * as sales from './sales.ts';
import * as tiers from './tiers.ts';

/** Every family of cases with one question each. A bill of many lines is another form: see `runBill`. */
export const FAMILIES: readonly Family[] = [
  ...[tiers.tiersGraduated, tiers.tiersVolume, tiers.packages, tiers.consumptionRanges],
  ...[
    sales.vat,
    sales.invoiceTotals,
    sales.unitConversion,
    sales.waterBudget,
    sales.overchargeFine,
    sales.upkeepReduction,
  ],
  ...[heatCost.heatCostSplit, heatCost.houseCostShares, heatCost.warmWaterHeat, heatCost.ruleValidation],
  ...[norms.normWithCoefficient, norms.failedMeter, norms.hotWater, norms.privilege],
  ...[house.houseNeedsMeter, house.houseNeedsNorm, house.houseNeedsCarry],
  ...[modes.houseNeedsAverage, modes.houseNeedsTrueUp, modes.instalments],
  ...[house.heatingHouseMeter, house.heatingFlatMeters, house.heatingCorrection],
  ...[absence, qualityBreaks, qualityAir, qualityWater],
  ...[debts.penalty, debts.penaltyEdges, debts.penaltyPayments, debts.paymentAllocation, debts.deadlineWorkingDays],
];

const text = z.string().max(2000);
export const familyCase = z.strictObject({
  id: text.min(1),
  pack: z.string().max(40),
  family: z.string().max(60),
  inputs: z.unknown(),
  rounding: text,
  switches: z.record(z.string(), z.string()).optional(),
  expected: z.record(z.string(), z.unknown()).optional(),
  source: z.strictObject({ title: text, ref: text, kind: text.optional(), confidence: text.optional() }).optional(),
  note: text.optional(),
});

export type CaseOutcome = {
  id: string;
  family: string;
  pack: string;
  result: unknown;
  derivation: Record<string, string>[];
  /** Where the result differs from what the case expects; absent where it expects nothing. */
  differences?: string[];
};

/** The packs that the sources' short names stand for; rules of Russia are those of the day that the case is about. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['eu', 'eu-generic'],
  ['us', 'eu-generic'],
  ['generic', 'eu-generic'],
]);

/** @throws InputError CASE_INVALID, FAMILY_UNKNOWN, PACK_UNKNOWN, ROUNDING_UNKNOWN and what the family's own rules refuse */
export function runCase(json: unknown): CaseOutcome {
  const parsed = parseWith(familyCase, json, '');
  const family = FAMILIES.find(({ name }) => name === parsed.family);
  if (family === undefined)
    throw new InputError(
      'FAMILY_UNKNOWN',
      `family: "${parsed.family}" is none of ${FAMILIES.map(({ name }) => name).join(', ')}.`,
    );
  const date = dateOfInputs(parsed.inputs) ?? '2026-01-01';
  const pack = parsed.pack === 'ru' ? packAt('ru', date) : packByName(SHORT.get(parsed.pack) ?? parsed.pack);
  const rounding = parseRounding(parsed.rounding, pack.rounding);
  const trace = createTrace({ pack, date, rounding, switches: parsed.switches ?? {} });
  const asked = Object.keys(parsed.expected ?? {});
  const result = family.run(parsed.inputs, { trace, id: parsed.id, asked });
  return {
    ...{ id: parsed.id, family: family.name, pack: pack.name, result: showResult(result) },
    derivation: trace.steps.map(showStep),
    ...(parsed.expected === undefined ? {} : { differences: differences(parsed.expected, result, '') }),
  };
}

/** The first day that the inputs speak of: it chooses the pack. */
function dateOfInputs(inputs: unknown): string | undefined {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      const match = /^(\d{4}-(?:0[1-9]|1[0-2]))(-\d{2})?$/.exec(value);
      if (match) found.push(match[2] === undefined ? `${match[1]}-01` : value);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(inputs);
  return found.sort()[0];
}
