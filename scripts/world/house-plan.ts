import { RESOURCE, UNIT } from '../../core/domain/ledger/kinds.ts';
import { OBIS_COLD_WATER, sampleHouse, type SampleHouse } from '../../sandbox/meters/sample-house.ts';

/** A flat of the sandbox house. `area` in m², both as decimal strings. */
export type PlannedPremise = {
  flat: number;
  premise: string;
  personalAccount: string;
  area: string;
  residents: string;
};

/** A meter as the company and the gateway list it. `device` names the gateway, or is 'owner' for a meter read by hand. */
export type PlannedMeter = {
  name: string;
  premise: string;
  manufacturer: string;
  serial: string;
  resource: number;
  provider: 'electricity' | 'water';
  unit: keyof typeof UNIT;
  exponent: number;
  /** Of a counter that begins again at zero: its digits, the last of which counts 10^scale units. */
  dial?: { digits: number; scale: number } | undefined;
  obis: readonly string[];
  device: 'gateway' | 'owner';
  /** 'each': every telegram becomes a frame of its own at once, instead of one packet a day. */
  cadence?: 'each';
};

/** The sandbox house: twelve flats, one of them without meters, one with a three-zone meter, one whose water meter is read by hand. */
export type HousePlan = {
  house: SampleHouse;
  premises: readonly PlannedPremise[];
  meters: readonly PlannedMeter[];
  withoutMeters: number;
  threeZone: number;
  readByHand: number;
};

const FLATS = 12;
const WITHOUT_METERS = 12;
const THREE_ZONE = 7;
const READ_BY_HAND = 11;
const AREAS = [
  '31.40',
  '44.20',
  '62.75',
  '31.40',
  '44.20',
  '62.75',
  '58.10',
  '31.40',
  '44.20',
  '62.75',
  '38.90',
  '44.20',
];
const RESIDENTS = ['1', '2', '4', '1', '2', '3', '3', '1', '2', '5', '2', '2'];

export function premiseOf(flat: number): string {
  return `flat-${String(flat).padStart(2, '0')}`;
}

/** @param further meters besides those of the flats and the house */
export function planHouse(further: readonly PlannedMeter[] = []): HousePlan {
  const house = sampleHouse({
    flats: FLATS,
    unmetered: [WITHOUT_METERS],
    threeZone: [THREE_ZONE],
    withoutWater: [READ_BY_HAND],
  });
  const premises = AREAS.map((area, index) => ({
    flat: index + 1,
    premise: premiseOf(index + 1),
    personalAccount: `40702${String(10_000 + index + 1)}`,
    area,
    residents: RESIDENTS[index] ?? '1',
  }));
  const meters = house.meters.map((meter): PlannedMeter => ({
    name: meter.name,
    premise: meter.flat === undefined ? 'house' : premiseOf(meter.flat),
    manufacturer: meter.header.manufacturer,
    serial: meter.header.id,
    resource: RESOURCE[meter.resource],
    provider: meter.resource === 'electricity' ? 'electricity' : 'water',
    unit: meter.unit,
    exponent: meter.exponent,
    obis: meter.obis,
    device: 'gateway',
  }));
  const byHand: PlannedMeter = {
    name: `flat-${READ_BY_HAND}-cold-water`,
    premise: premiseOf(READ_BY_HAND),
    manufacturer: 'DMS',
    serial: `2000${String(READ_BY_HAND).padStart(4, '0')}`,
    resource: RESOURCE.coldWater,
    provider: 'water',
    unit: 'm3',
    exponent: -3,
    obis: [OBIS_COLD_WATER],
    device: 'owner',
  };
  return {
    house,
    premises,
    meters: [...meters, byHand, ...further],
    withoutMeters: WITHOUT_METERS,
    threeZone: THREE_ZONE,
    readByHand: READ_BY_HAND,
  };
}

/** UNIT code of a planned meter. */
export function unitCode(unit: PlannedMeter['unit']): number {
  return UNIT[unit];
}
