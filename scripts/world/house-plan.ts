import { RESOURCE, UNIT } from '../../core/domain/ledger/kinds.ts';
import {
  OBIS_COLD_WATER,
  sampleHouse,
  successorOf,
  type SampleHouse,
  type SimulatedMeter,
} from '../../sandbox/meters/sample-house.ts';

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

/** Which flat is which; 0 where a house has none such. */
export type HouseShape = {
  flats: number;
  withoutMeters: number;
  twoZone: number;
  threeZone: number;
  readByHand: number;
  /** Whose electricity meter another one follows, once that one hangs there. */
  replaced: number;
};

export type HousePlan = Pick<HouseShape, 'withoutMeters' | 'threeZone' | 'readByHand'> & {
  house: SampleHouse;
  premises: readonly PlannedPremise[];
  meters: readonly PlannedMeter[];
};

/** The sandbox house: twelve flats, one of them without meters, one with a three-zone meter, one whose water meter is read by hand. */
const USUAL: HouseShape = {
  flats: 12,
  withoutMeters: 12,
  twoZone: 0,
  threeZone: 7,
  readByHand: 11,
  replaced: 0,
};
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
export function planHouse(further: readonly PlannedMeter[] = [], shape: HouseShape = USUAL): HousePlan {
  const { flats, withoutMeters, threeZone, readByHand } = shape;
  const first = sampleHouse({
    flats,
    unmetered: [withoutMeters],
    twoZone: [shape.twoZone],
    threeZone: [threeZone],
    withoutWater: [readByHand],
  });
  const isReplaced = ({ flat, resource }: SimulatedMeter): boolean =>
    flat === shape.replaced && resource === 'electricity';
  const meters = first.meters.map((meter) => (isReplaced(meter) ? successorOf(meter) : meter));
  const house = { ...first, meters };
  const premises = AREAS.slice(0, flats).map((area, index) => ({
    flat: index + 1,
    premise: premiseOf(index + 1),
    personalAccount: `40702${String(10_000 + index + 1)}`,
    area,
    residents: RESIDENTS[index] ?? '1',
  }));
  const gone = first.meters.filter(isReplaced);
  const byHand = readByHand === 0 ? [] : [readMeter(readByHand)];
  return {
    house,
    premises,
    meters: [...[...meters, ...gone].map(plannedMeter), ...byHand, ...further],
    withoutMeters,
    threeZone,
    readByHand,
  };
}

/** A simulated meter as company and gateway list it. */
export function plannedMeter(meter: SimulatedMeter): PlannedMeter {
  return {
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
  };
}

function readMeter(flat: number): PlannedMeter {
  return {
    name: `flat-${flat}-cold-water`,
    premise: premiseOf(flat),
    manufacturer: 'DMS',
    serial: `2000${String(flat).padStart(4, '0')}`,
    resource: RESOURCE.coldWater,
    provider: 'water',
    unit: 'm3',
    exponent: -3,
    obis: [OBIS_COLD_WATER],
    device: 'owner',
  };
}

/** UNIT code of a planned meter. */
export function unitCode(unit: PlannedMeter['unit']): number {
  return UNIT[unit];
}
