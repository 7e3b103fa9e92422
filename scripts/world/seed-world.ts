import { constants, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { periodOf, previousPeriod } from '../../core/domain/billing/period.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import type { StartStep } from '../../core/runtime/start/progress.ts';
import { syncFolder } from './past/threads/unsynced-disk.ts';
import { seededHouse, withRates } from './past/seeded-house.ts';
import type { PastOrder, PastWord, WrittenPast } from './past/past-word.ts';
import type { HousePlan } from './house-plan.ts';
import type { WorldPlan } from './planned-program.ts';
import type { WorldPorts } from './world-ports.ts';
import { keepWorldSpec, readWorldSpec, worldFile, type WorldSize, type WorldSpec } from './past/world-spec.ts';

export type SeededWorld = WrittenPast & { spec: WorldSpec; seconds: number };

/** Of a sealer's network where its settings say no other. */
const TIME_ZONE = 'Europe/Moscow';
/** The registers that did not follow while the past was written. */
const REPLICAS = ['replica-portal', 'replica-water', 'replica-company'];
const COPIED = ['network.json', 'blocks.log', 'index.db', 'snapshots'];

/**
 * Makes the folder of a house with a past: every month of it was lived by the programs of the system, by a clock that was moved. Afterwards they start over it
 * as over any folder, on the same ports: people are known by the address of their identity portal.
 * @throws InputError DATA_NOT_EMPTY
 */
export async function seedWorld(args: {
  dataDir: string;
  ports: WorldPorts;
  size: WorldSize;
  /** Its last month, YYYYMM; the one before this one, where it is left out. */
  until?: number;
  /** Whether everybody looks through all of their bills at the end. */
  check?: boolean;
  onStep?: (step: StartStep) => void;
  signal?: AbortSignal;
}): Promise<SeededWorld> {
  const { dataDir, ports, size, check = false, onStep, signal } = args;
  refuseFull(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const began = performance.now();
  const { until = previousPeriod(periodOf(unixSeconds(), TIME_ZONE)) } = args;
  const spec: WorldSpec = { ...size, until, isWritten: false };
  keepWorldSpec(dataDir, spec);
  const lived = await live({ dataDir, ports, spec, check }, { ...(onStep === undefined ? {} : { onStep }), signal });
  onStep?.({ step: 'the registers take over what the sealer has' });
  for (const replica of REPLICAS)
    for (const name of COPIED.filter((one) => existsSync(join(dataDir, 'sealer', one))))
      cpSync(join(dataDir, 'sealer', name), join(dataDir, replica, name), {
        recursive: true,
        mode: constants.COPYFILE_FICLONE,
      });
  syncFolder(dataDir);
  const written = { ...spec, isWritten: true };
  keepWorldSpec(dataDir, written);
  return { ...lived, spec: written, seconds: Math.round((performance.now() - began) / 100) / 10 };
}

/** A past is written into an empty folder alone. @throws InputError DATA_NOT_EMPTY */
export function refuseFull(dataDir: string): void {
  if (!existsSync(dataDir) || readdirSync(dataDir).every((name) => name === 'layout.json')) return;
  throw new InputError(
    'DATA_NOT_EMPTY',
    `${dataDir} is not empty. A house with a past is made in an empty folder: name another one with --data.`,
  );
}

/**
 * The past that a folder has.
 * @param size what was asked for; undefined where nothing was
 * @returns undefined for a folder that has none
 * @throws InputError WORLD_OTHER, WORLD_UNFINISHED, WORLD_BROKEN
 */
export function pastOf(dataDir: string, size: WorldSize | undefined): WorldSpec | undefined {
  const spec = readWorldSpec(dataDir);
  if (spec === undefined) return undefined;
  if (!spec.isWritten)
    throw new InputError(
      'WORLD_UNFINISHED',
      `The past in ${dataDir} was broken off while it was written. Remove the folder, or name another one with --data.`,
    );
  const { months, flats, seed } = spec;
  if (size !== undefined && (size.months !== months || size.flats !== flats || size.seed !== seed))
    throw new InputError(
      'WORLD_OTHER',
      `${worldFile(dataDir)} says ${months} months, ${flats} flats and seed ${seed}. Start without these options, or name another folder with --data.`,
    );
  return spec;
}

/** The house as its past left it. */
export function houseOf(spec: WorldSpec): HousePlan {
  return seededHouse(spec);
}

/** The plan of a house with a past: with the rates that its billers published, and its own meters. */
export function withPast(plan: WorldPlan, spec: WorldSpec): WorldPlan {
  const programs = withRates(plan.programs, spec, spec.until).map((program) =>
    program.program === 'sandbox-meters'
      ? { ...program, settings: { ...program.settings, worldFile: worldFile(plan.dataDir) } }
      : program,
  );
  return { ...plan, programs };
}

function live(
  order: PastOrder,
  { onStep, signal }: { onStep?: (step: StartStep) => void; signal: AbortSignal | undefined },
): Promise<WrittenPast> {
  const worker = new Worker(new URL('past/write-past.ts', import.meta.url), {
    workerData: order,
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const ended = new Promise<WrittenPast>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new InputError('INTERRUPTED', 'The past was broken off.')), {
      once: true,
    });
    worker.on('error', reject);
    worker.on('message', (word: PastWord) => {
      if ('written' in word) resolve(word.written);
      else if ('failed' in word) reject(new Error(word.failed));
      else onStep?.(word);
    });
  });
  return ended.finally(() => worker.terminate());
}
