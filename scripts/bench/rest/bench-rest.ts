import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { freeWorldPorts } from '../../world/free-ports.ts';
import { planHouse } from '../../world/house-plan.ts';
import type { WorldPlan } from '../../world/planned-program.ts';
import { RESTING_FLAGS, startWorld, type World } from '../../world/start-world.ts';
import { planWorld } from '../../world/world-plan.ts';
import { round } from '../round.ts';
import { bytesIn, useOf, type ProcessUse } from './process-use.ts';

export type RestOptions = { rest?: number; window?: number };

/** The flat of whoever opens the pages; the sandbox plays the others. */
const VISITORS_FLAT = 1;
/** The first minutes are enrolments, contracts and the build of the pages. */
const REST_SECONDS = 180;
const WINDOW_SECONDS = 120;
/** Of a log: the file that is written, and what was closed before. */
const LOG_FILES = /^(blocks|segments)/;

type Figures = Record<string, number>;
type Use = ReadonlyMap<string, ProcessUse>;

const LIMITS: Readonly<Record<string, number>> = {
  rest_pss_mib: 1_638,
  rest_app_rss_mib: 350,
  rest_cpu_percent: 5,
  rest_log_kib_an_hour: 10,
};

/**
 * What the whole system of `npm start` takes while nobody does anything but its meters: each program's memory and share of a core, and what a log grows by.
 * @param options seconds to wait first, and over which is measured
 */
export async function benchRest(
  { rest = REST_SECONDS, window = WINDOW_SECONDS }: RestOptions,
  platform: string = process.platform,
): Promise<Figures> {
  if (platform !== 'linux')
    throw new InputError('REST_UNMEASURED', 'What processes take is read from /proc, which Linux alone has.');
  const dataDir = mkdtempSync(join(tmpdir(), 'domledger-bench-rest-'));
  try {
    const plan = await planned(dataDir);
    await using world = await startWorld({ ...plan, nodeFlags: RESTING_FLAGS });
    const { signal } = new AbortController();
    await pause(rest * 1_000, signal);
    const [before, logsBefore, began] = [usesOf(world), logsOf(plan), performance.now()];
    await pause(window * 1_000, signal);
    const [after, logsAfter] = [usesOf(world), logsOf(plan)];
    const seconds = (performance.now() - began) / 1_000;
    const figures = { ...programFigures(before, after, seconds), ...logFigures(logsBefore, logsAfter, seconds) };
    return withLimits(figures);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function planned(dataDir: string): Promise<WorldPlan> {
  const ports = await freeWorldPorts();
  const house = planHouse();
  const playedFlats = house.premises.map(({ flat }) => flat).filter((flat) => flat !== VISITORS_FLAT);
  return planWorld({ dataDir, ports, house, liveMeters: true, playedFlats });
}

function usesOf(world: World): Use {
  return new Map(world.plan.programs.map(({ name }) => [name, useOf(world.running(name).pid)]));
}

function logsOf({ dataDir, programs }: WorldPlan): ReadonlyMap<string, number> {
  const keepers = programs.filter(({ program }) => program === 'sealer' || program === 'replica');
  return new Map(keepers.map(({ name }) => [name, bytesIn(join(dataDir, name), LOG_FILES)]));
}

function programFigures(before: Use, after: Use, seconds: number): Figures {
  const figures: Figures = {};
  const all = { rss: 0, pss: 0, percent: 0 };
  for (const [program, use] of after) {
    const name = program.replaceAll('-', '_');
    const percent = (100 * (use.cpuSeconds - (before.get(program)?.cpuSeconds ?? 0))) / seconds;
    figures[`rest_${name}_rss_mib`] = round(use.rss);
    figures[`rest_${name}_pss_mib`] = round(use.pss);
    figures[`rest_${name}_cpu_percent`] = round(percent);
    all.rss += use.rss;
    all.pss += use.pss;
    all.percent += percent;
  }
  return {
    ...figures,
    rest_rss_mib: round(all.rss),
    rest_pss_mib: round(all.pss),
    rest_cpu_percent: round(all.percent),
  };
}

/** The log that grows most. */
function logFigures(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>, seconds: number): Figures {
  const grown = [...after].map(([name, bytes]) => ((bytes - (before.get(name) ?? 0)) / 1024) * (3_600 / seconds));
  return { rest_log_kib_an_hour: round(Math.max(...grown)) };
}

/** Each promised figure with its limit; one that was not measured is none, and misses it. */
export function withLimits(figures: Figures): Figures {
  const promised = Object.entries(LIMITS).map(([name, limit]) => ({
    [name]: figures[name] ?? Number.NaN,
    [`${name}_limit`]: limit,
  }));
  return Object.assign({}, figures, ...promised) as Figures;
}
