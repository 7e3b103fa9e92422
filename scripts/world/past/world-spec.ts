import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { nextPeriod, previousPeriod } from '../../../core/domain/billing/period.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';

/** A house with a past: how many months, of how many flats, from which seed. */
export type WorldSize = { months: number; flats: number; seed: number };
/** `until`: the last month of the past, YYYYMM; `isWritten`: whether all of it is there. */
export type WorldSpec = WorldSize & { until: number; isWritten: boolean };

/** As a command line says it. */
export type WorldOptions = { months?: string; flats?: string; seed?: string };

const MONTHS_MAX = 120;
const FLATS_MAX = 12;
/** What a house has where only some of it is said. */
const USUAL: WorldSize = { months: 36, flats: 12, seed: 1 };

const file = z.strictObject({
  months: z.int().min(2).max(MONTHS_MAX),
  flats: z.int().min(2).max(FLATS_MAX),
  seed: z.int().min(0),
  until: z.int(),
  isWritten: z.boolean(),
});

/**
 * What the command line asks for; undefined where it asks for no past.
 * @throws InputError WORLD_SIZE_INVALID
 */
export function parseWorldSize(options: WorldOptions): WorldSize | undefined {
  const { months, flats, seed } = options;
  if (months === undefined && flats === undefined && seed === undefined) return undefined;
  return {
    months: whole('--months', months, { usual: USUAL.months, least: 2, most: MONTHS_MAX }),
    flats: whole('--flats', flats, { usual: USUAL.flats, least: 2, most: FLATS_MAX }),
    seed: whole('--seed', seed, { usual: USUAL.seed, least: 0, most: 1_000_000 }),
  };
}

function whole(
  option: string,
  text: string | undefined,
  { usual, least, most }: { usual: number; least: number; most: number },
): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^\d{1,7}$/.test(text) && value >= least && value <= most) return value;
  throw new InputError('WORLD_SIZE_INVALID', `${option} takes a whole number from ${least} to ${most}, not "${text}".`);
}

/** @throws InputError WORLD_BROKEN */
export function readWorldSpec(dataDir: string): WorldSpec | undefined {
  const path = worldFile(dataDir);
  if (!existsSync(path)) return undefined;
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new InputError(
      'WORLD_BROKEN',
      `${path} does not say what house this is. Restore it, or name another folder.`,
      {
        cause,
      },
    );
  }
}

export function keepWorldSpec(dataDir: string, spec: WorldSpec): void {
  writeDurably(worldFile(dataDir), `${JSON.stringify(spec)}\n`);
}

export function worldFile(dataDir: string): string {
  return join(dataDir, 'world.json');
}

/** All months of the past, YYYYMM, the first one first. */
export function periodsOf({ months, until }: Pick<WorldSpec, 'months' | 'until'>): number[] {
  let first = until;
  for (let count = 1; count < months; count++) first = previousPeriod(first);
  return Array.from({ length: months }).reduce<number[]>(
    (list) => [...list, list.length === 0 ? first : nextPeriod(list.at(-1) ?? first)],
    [],
  );
}
