import { syntheticWaterProfile } from './profiles.ts';
import type { Profile } from './profiles.ts';
import type { SampleHouse, SimulatedMeter } from './sample-house.ts';

/** Register mantissas of every meter by its name. */
export type Registers = Map<string, bigint[]>;

export function startRegisters(house: SampleHouse): Registers {
  return new Map(house.meters.map((meter) => [meter.name, [...meter.start]]));
}

/** Lets one hour pass: every register rises; the general meters by what all flats used, plus the loss. */
export function advanceHour(args: {
  house: SampleHouse;
  registers: Registers;
  hourIndex: number;
  /** 0 to 23 by the local clock: decides the zone. */
  localHour: number;
  profile: Profile;
  water?: Profile;
}): void {
  const { house, registers, hourIndex } = args;
  const water = args.water ?? syntheticWaterProfile;
  for (const meter of house.meters) {
    const values = registers.get(meter.name);
    if (values === undefined) throw new RangeError(`No registers for ${meter.name}.`);
    const used = usedBy(meter, house, hourIndex, meter.resource === 'electricity' ? args.profile : water);
    const zone = zoneIndex(meter, args.localHour);
    values[zone] = (values[zone] ?? 0n) + used;
  }
}

function usedBy(meter: SimulatedMeter, house: SampleHouse, hourIndex: number, profile: Profile): bigint {
  if (meter.flat !== undefined) return profile(meter.flat - 1, hourIndex);
  let sum = 0n;
  for (let flat = 0; flat < house.flats; flat++) sum += profile(flat, hourIndex);
  // Stairs, lift and wires: 3 % and 40 Wh an hour; for water, 2 % rounded down.
  return meter.resource === 'electricity' ? sum + (sum * 3n) / 100n + 40n : sum + sum / 50n;
}

/** Which of its registers counts. A meter of two zones counts all that is not night by its first one. */
function zoneIndex({ tariffs }: SimulatedMeter, localHour: number): number {
  return tariffs.length === 1 ? 0 : Math.max(0, tariffs.indexOf(zoneAt(localHour)));
}

/** Three-zone day of Moscow: T1 peak 07-10 and 17-21, T2 night 23-07, T3 half-peak between. */
export function zoneAt(localHour: number): 1 | 2 | 3 {
  if (localHour >= 23 || localHour < 7) return 2;
  if (localHour < 10 || (localHour >= 17 && localHour < 21)) return 1;
  return 3;
}
