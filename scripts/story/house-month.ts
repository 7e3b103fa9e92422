import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { monthText } from '../../biller/engine/span.ts';
import type { PlannedProgram } from '../world/planned-program.ts';

/** What happens in the story's month beside readings: figures that steps enter, and that checks price by the engine again. Decimals as a person writes them. */
export const MONTH = {
  /** Cold water, from the 15th on, and before. */
  water: {
    before: '0.05093',
    after: '0.0545',
    day: '15',
    beforePerM3: '50.93',
    afterPerM3: '54.5',
    norm: '4.745',
    coefficient: '3',
  },
  upkeep: '32.15',
  /** Of a MJ; what the house's meter said, in GJ. */
  heat: { flat: 'flat-12', rate: '0.56', perGj: '560', volume: '212.75', norm: '62800000' },
  needs: { house: '68.4', taken: ['51.125', '6.5'], perM3: '50.93' },
  /** One of two was away, from and to these days. */
  absence: { flat: 'flat-12', left: '05', returned: '21', absent: 1 },
  privilege: { flat: 'flat-05', share: '0.5' },
  /** It pays one bill in two parts. */
  inParts: { flat: 'flat-03' },
  /** It pays so much more than its upkeep. */
  advance: { flat: 'flat-06', more: '100' },
  /** It pays half of its upkeep; the rest is looked at so many days behind its due day, by the rate that holds then. */
  debt: { flat: 'flat-08', days: 122, keyRates: { before: '21', after: '8' } },
} as const;

/** How many contracts a flat has: electricity, cold water, upkeep, and one of them heat. */
export function contractsOf(premise: string): number {
  return premise === MONTH.heat.flat ? 4 : 3;
}

/** Lets the company supply heat, and the water's rate change in the month. */
export function planMonth(programs: readonly PlannedProgram[], period: number): void {
  const { water, heat } = MONTH;
  const add = (name: string, key: 'rates' | 'services', one: object): void => {
    const program = programs.find((planned) => planned.name === name);
    const list = program?.settings[key];
    if (program === undefined || !Array.isArray(list)) throw new Error(`${name} has no ${key}`);
    program.settings[key] = [...(list as object[]), one];
  };
  const validFrom = `${monthText(period)}-${water.day}`;
  add('biller-water', 'rates', { resource: RESOURCE.coldWater, zone: 0, rate: water.after, validFrom });
  add('biller-company', 'rates', { resource: RESOURCE.heat, zone: 0, rate: heat.rate, validFrom: '2026-01-01' });
  add('biller-company', 'services', { resource: RESOURCE.heat, norm: heat.norm });
}
