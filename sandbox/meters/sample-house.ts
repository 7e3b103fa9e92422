import type { TelegramHeader } from './mbus-telegram.ts';

/** A meter of the sandbox house and the register entry that a gateway needs for it. */
export type SimulatedMeter = {
  readonly name: string;
  /** From 1; undefined for the general house meters. */
  readonly flat: number | undefined;
  readonly resource: 'electricity' | 'coldWater';
  readonly header: TelegramHeader;
  readonly unit: 'Wh' | 'm3';
  readonly exponent: number;
  /** The billed registers, as text. */
  readonly obis: readonly string[];
  /** M-Bus tariff numbers of those registers, 0 for the total. */
  readonly tariffs: readonly number[];
  /** Mantissas of those registers when the story begins. */
  readonly start: readonly bigint[];
};

export type SampleHouse = {
  readonly flats: number;
  /** Flats that consume but have no meters of their own; the general house meters see them. */
  readonly unmetered: readonly number[];
  readonly meters: readonly SimulatedMeter[];
};

export const OBIS_ELECTRICITY = '1-0:1.8.0*255';
export const OBIS_ZONES = ['1-0:1.8.1*255', '1-0:1.8.2*255', '1-0:1.8.3*255'] as const;
export const OBIS_COLD_WATER = '8-0:1.0.0*255';
export const MANUFACTURER = 'DMS';

const ELECTRICITY = 0x02;
const COLD_WATER = 0x16;

/**
 * Twelve flats: one without meters, one with a three-zone electricity meter, one with electricity alone; and the general house
 * meters for electricity and cold water.
 */
export function sampleHouse(
  args: {
    flats?: number;
    unmetered?: readonly number[];
    twoZone?: readonly number[];
    threeZone?: readonly number[];
    withoutWater?: readonly number[];
  } = {},
): SampleHouse {
  const { flats = 12, unmetered = [12], twoZone = [], threeZone = [7], withoutWater = [11] } = args;
  const meters: SimulatedMeter[] = [];
  for (let flat = 1; flat <= flats; flat++) {
    if (unmetered.includes(flat)) continue;
    meters.push(electricity(flat, threeZone.includes(flat) ? 3 : twoZone.includes(flat) ? 2 : 0));
    if (!withoutWater.includes(flat)) meters.push(water(flat));
  }
  meters.push(electricity(undefined, 0), water(undefined));
  return { flats, unmetered, meters };
}

/** The meter that hangs in the place of another one from a day on: of the same kind, and new. */
export function successorOf(meter: SimulatedMeter): SimulatedMeter {
  const { manufacturer, id } = meter.header;
  return {
    ...meter,
    name: `${meter.name}-2`,
    header: { ...meter.header, manufacturer, id: `3${id.slice(1)}` },
    start: meter.start.map((_, index) => BigInt(217 + 41 * index)),
  };
}

function electricity(flat: number | undefined, zones: 0 | 2 | 3): SimulatedMeter {
  const seed = BigInt(flat ?? 90);
  return {
    name: flat === undefined ? 'house-electricity' : `flat-${flat}-electricity`,
    flat,
    resource: 'electricity',
    header: { manufacturer: MANUFACTURER, id: serial(1, flat), version: 1, medium: ELECTRICITY },
    unit: 'Wh',
    exponent: 0,
    obis: zones === 0 ? [OBIS_ELECTRICITY] : OBIS_ZONES.slice(0, zones),
    tariffs: zones === 0 ? [0] : [1, 2, 3].slice(0, zones),
    start:
      zones === 0
        ? [(flat === undefined ? 61_000_789n : 4_100_123n) * (flat === undefined ? 12n : seed)]
        : [1_200_345n * seed, 2_100_456n * seed, 1_700_567n * seed].slice(0, zones),
  };
}

function water(flat: number | undefined): SimulatedMeter {
  return {
    name: flat === undefined ? 'house-cold-water' : `flat-${flat}-cold-water`,
    flat,
    resource: 'coldWater',
    header: { manufacturer: MANUFACTURER, id: serial(2, flat), version: 1, medium: COLD_WATER },
    unit: 'm3',
    exponent: -3,
    obis: [OBIS_COLD_WATER],
    tariffs: [0],
    start: [flat === undefined ? 9_876_543n : 81_234n * BigInt(flat)],
  };
}

/** Eight digits: resource, four zeros, flat (99 for the house). */
function serial(resource: number, flat: number | undefined): string {
  return `${resource}0000${String(flat ?? 99).padStart(3, '0')}`;
}
