import { monthText, periodSpan } from '../../biller/engine/span.ts';
import { runAnyCase } from '../../core/domain/billing/engine/run-any-case.ts';
import { parseAmount } from '../../core/domain/billing/money.ts';
import { roundHalfUp } from '../../core/domain/billing/rounding.ts';
import { AMOUNT_PER_MINOR } from '../../core/domain/billing/money.ts';
import { LABEL } from '../../core/domain/ledger/kinds.ts';
import type { PlannedPremise } from '../world/house-plan.ts';
import type { Faults } from './checks.ts';
import { MONTH } from './house-month.ts';
import type { FlatResult } from './steps/bill-house.ts';
import { areaOf } from './steps/enter-facts.ts';
import type { Stage } from './steps/stage.ts';

type Expected = { resource: string; labels: ReadonlyMap<string, number>; case: object };

/**
 * Bills without meters, as their residents opened them, against cases that are written here from the story's own figures and priced as `domledger bill` does: each
 * line to the last digit, each bill to the kopeck.
 */
export function checkEngine(stage: Stage, flats: readonly FlatResult[]): Faults {
  const faults: Faults = [];
  for (const premise of stage.world.plan.house.premises) {
    const bills = flats.find((flat) => flat.premise === premise.premise)?.bills ?? [];
    for (const { resource, labels, case: one } of expectedOf(stage, premise)) {
      const bill = bills.find((each) => each.resource === resource);
      const outcome = runAnyCase(one);
      const lines = 'lines' in outcome ? (outcome.lines as { component: string; text: string; amount: string }[]) : [];
      const wanted = lines.map(
        ({ component, text, amount }) => `${labels.get(text) ?? labels.get(component)}: ${parseAmount(amount)}`,
      );
      const found = bill?.declared.filter(({ label }) => label !== String(LABEL.rounding)) ?? [];
      const shown = found.map(({ label, amount }) => `${label}: ${amount}`);
      if (shown.join() !== wanted.join())
        faults.push(`${premise.premise}, ${resource}: ${shown.join(', ')} instead of ${wanted.join(', ')}`);
      const total = roundHalfUp(
        lines.reduce((sum, { amount }) => sum + parseAmount(amount), 0n),
        AMOUNT_PER_MINOR,
      );
      if (bill?.billed !== String(total))
        faults.push(`${premise.premise}, ${resource}: ${bill?.billed} instead of ${total}`);
    }
  }
  return faults;
}

function expectedOf(stage: Stage, premise: PlannedPremise): Expected[] {
  const upkeep = upkeepOf(stage, premise);
  return premise.premise === MONTH.heat.flat ? [upkeep, heatOf(stage, premise), waterOf(stage, premise)] : [upkeep];
}

function upkeepOf(stage: Stage, { premise, area }: PlannedPremise): Expected {
  const { needs, privilege, upkeep } = MONTH;
  const share = { part: area, of: areaOf(stage) };
  const components = [
    { id: 'upkeep', basis: { kind: 'area' }, price: { kind: 'unit', rate: upkeep } },
    {
      ...{ id: 'needs', basis: { kind: 'house_residual', house: needs.house, taken: needs.taken }, share },
      price: { kind: 'unit', rate: needs.perM3 },
    },
  ];
  const acts = premise === privilege.flat ? [{ kind: 'privilege', component: 'upkeep', share: privilege.share }] : [];
  return {
    resource: 'upkeep',
    labels: new Map([
      ['upkeep', LABEL.upkeep],
      ['needs', LABEL.houseNeeds],
      ['privilege', LABEL.privilege],
    ]),
    case: { ...caseOf(stage), premises: { area }, components, acts },
  };
}

function heatOf(stage: Stage, { area }: PlannedPremise): Expected {
  const { volume, perGj } = MONTH.heat;
  const share = { part: area, of: areaOf(stage) };
  const component = {
    id: 'heat',
    basis: { kind: 'units', quantity: volume },
    price: { kind: 'unit', rate: perGj },
    share,
  };
  return {
    resource: 'heat',
    labels: new Map([['heat', LABEL.other]]),
    case: { ...caseOf(stage), components: [component] },
  };
}

function waterOf(stage: Stage, { residents }: PlannedPremise): Expected {
  const { water, absence } = MONTH;
  const month = monthText(stage.period);
  const rate = [
    { from: '2026-01-01', rate: water.beforePerM3 },
    { from: `${month}-${water.day}`, rate: water.afterPerM3 },
  ];
  const price = { kind: 'unit', rate };
  const factor = String(Number(water.coefficient) - 1);
  const { left, returned, absent } = absence;
  const away = {
    kind: 'absence',
    component: 'norm',
    left: `${month}-${left}`,
    returned: `${month}-${returned}`,
    absent,
  };
  return {
    resource: 'coldWater',
    labels: new Map([
      ['norm', LABEL.norm],
      ['more', LABEL.norm],
      ['absence', LABEL.recalculation],
    ]),
    case: {
      ...{ ...caseOf(stage), premises: { residents }, acts: [away] },
      components: [
        { id: 'norm', basis: { kind: 'norm', per: 'person', norm: water.norm }, price },
        { id: 'more', basis: { kind: 'sum_of', components: ['norm'], factor }, price },
      ],
    },
  };
}

function caseOf({ period, client }: Stage): object {
  const { currency } = client.network;
  return { version: '1', pack: 'ru-2026', currency, period: periodSpan(period), rounding: 'half-up, 12 decimals' };
}
