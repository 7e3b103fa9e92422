import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { monthText } from '../../../biller/engine/span.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { formatDecimal, parseDecimal } from '../../../core/domain/bytes/decimal.ts';
import type { Profile } from '../../../sandbox/meters/profiles.ts';
import { syntheticProfile, syntheticWaterProfile } from '../../../sandbox/meters/profiles.ts';
import { planHouse, type HousePlan, type HouseShape } from '../house-plan.ts';
import type { PlannedProgram } from '../planned-program.ts';
import { periodsOf, type WorldSize, type WorldSpec } from './world-spec.ts';

/** Who of the house stands for what; a small house has one flat for several. */
export type Roles = {
  twoZone: number;
  threeZone: number;
  readByHand: number;
  withoutMeters: number;
  replaced: number;
  overdue: number;
  partPaid: number;
  reissued: number;
  writes: number;
};

export function rolesOf({ flats }: Pick<WorldSize, 'flats'>): Roles {
  const own = (flat: number): number => (flats >= flat ? flat : 0);
  return {
    twoZone: 1,
    writes: 1,
    replaced: 2,
    overdue: own(3) || 2,
    partPaid: own(4) || 1,
    reissued: own(5) || 1,
    threeZone: own(7),
    readByHand: own(11) || flats,
    withoutMeters: own(12),
  };
}

/** @param isReplaced whether the new meter hangs there already */
export function seededHouse(size: Pick<WorldSize, 'flats'>, isReplaced = true): HousePlan {
  const { twoZone, threeZone, readByHand, withoutMeters, replaced } = rolesOf(size);
  const shape: HouseShape = {
    ...{ flats: size.flats, twoZone, threeZone, readByHand, withoutMeters },
    replaced: isReplaced ? replaced : 0,
  };
  return planHouse([], shape);
}

/** The same bytes for the same seed and name. */
export function seededBytes(seed: number, name: string, length: number): Buffer {
  return createHash('sha256').update(`Domledger sandbox world ${seed} ${name}`).digest().subarray(0, length);
}

export function seededHex(seed: number, name: string): Hex {
  return toHex(seededBytes(seed, name, 32));
}

/** What each home uses: by the seed, by how many live there, and more in winter. @param firstMonth 1 to 12 */
export function seededProfiles(
  { seed }: Pick<WorldSize, 'seed'>,
  house: HousePlan,
  firstMonth: number,
): { profile: Profile; water: Profile } {
  const share = (home: number): bigint => 45n + 25n * BigInt(house.premises[home]?.residents ?? '1');
  const winter = (hour: number): bigint => {
    const month = (firstMonth - 1 + Math.floor(hour / 730)) % 12;
    return [128n, 122n, 110n, 98n, 90n, 84n, 82n, 86n, 94n, 104n, 116n, 130n][month] ?? 100n;
  };
  const other = (home: number): number => home + 97 * seed;
  return {
    profile: (home, hour) => (syntheticProfile(other(home), hour) * share(home) * winter(hour)) / 10_000n,
    water: (home, hour) => (syntheticWaterProfile(other(home), hour) * share(home)) / 100n,
  };
}

type Rate = { resource: number; zone: number; rate: string; validFrom: string };

/** On the first of each July prices rise; in a past without one, on the first of its last month. */
export function changesOf(spec: Pick<WorldSpec, 'months' | 'until'>): number[] {
  const periods = periodsOf(spec);
  const summers = periods.slice(1).filter((period) => period % 100 === 7);
  return summers.length > 0 ? summers : [spec.until];
}

/** The rates that a program publishes by the month of a past: those of its beginning, and each rise of nine in a hundred of them. */
export function ratesBy(rates: readonly Rate[], spec: Pick<WorldSpec, 'months' | 'until'>, period: number): Rate[] {
  const first = `${monthText(periodsOf(spec)[0] ?? period)}-01`;
  const changes = changesOf(spec).filter((change) => change <= period);
  return [undefined, ...changes].flatMap((change, rises) =>
    rates.map((one) => ({
      ...one,
      rate: risen(one.rate, BigInt(rises)),
      validFrom: change === undefined ? first : `${monthText(change)}-01`,
    })),
  );
}

function risen(rate: string, rises: bigint): string {
  if (rises === 0n) return rate;
  const { mantissa, exponent } = parseDecimal(rate);
  return formatDecimal({ mantissa: mantissa * (100n + 9n * rises), exponent: exponent - 2 });
}

/** The planned programs with the rates of their house's past, as far as a month. */
export function withRates(programs: readonly PlannedProgram[], spec: WorldSpec, period: number): PlannedProgram[] {
  return programs.map((program) => {
    const { rates } = program.settings;
    return Array.isArray(rates)
      ? { ...program, settings: { ...program.settings, rates: ratesBy(rates as Rate[], spec, period) } }
      : program;
  });
}

/** Keystores of the people of the house; each has the twelve words that the seed gives. */
export function residentFolder(dataDir: string, premise: string): string {
  return join(dataDir, 'sandbox-residents', premise);
}
