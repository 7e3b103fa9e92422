import { join, resolve } from 'node:path';
import { planHouse } from '../world/house-plan.ts';
import { houseOf, pastOf, refuseFull, seedWorld, withPast } from '../world/seed-world.ts';
import { parseWorldSize, type WorldOptions, type WorldSize, type WorldSpec } from '../world/past/world-spec.ts';
import { hearInterruption } from './interruption.ts';
import { RESTING_FLAGS, startWorld, type WorldEvents } from '../world/start-world.ts';
import { planWorld } from '../world/world-plan.ts';
import { USUAL_PORTS } from '../world/world-ports.ts';
import { keepHouse } from './keep-house.ts';
import { listedHouseOf } from './list-house.ts';
import { busyPorts } from './busy-ports.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { openDataFolder } from '../../core/runtime/start/data-folder.ts';
import { describeStep } from '../../core/runtime/start/progress.ts';
import type { WorldPlan } from '../world/planned-program.ts';

/** The flat that is left to whoever opens the pages; the sandbox plays the others. */
const VISITORS_FLAT = 1;
/** How often a start that takes long is told. */
const STEP_MS = 5_000;

export type StartOptions = WorldOptions & { data: string };

/**
 * Runs the whole system on the loopback interface until Ctrl-C. Everything is kept in the data folder, so that stopping, killing and starting again lose
 * nothing; a program that ends by itself is started again. With `months`, `flats` or `seed` a house with a past is made first, where the folder is empty.
 * @throws InputError PORT_TAKEN naming the ports that somebody else uses, and as `parseWorldSize`, `pastOf`, `seedWorld`, `openDataFolder`
 */
export async function runStart(options: StartOptions): Promise<void> {
  const started = Date.now();
  const size = parseWorldSize(options);
  const dataDir = resolve(options.data);
  const found = pastOf(dataDir, size);
  if (found === undefined && size !== undefined) refuseFull(dataDir);
  openDataFolder(dataDir);
  const taken = await busyPorts(USUAL_PORTS);
  if (taken.length > 0) {
    throw new InputError(
      'PORT_TAKEN',
      `Other programs use the ports ${taken.join(', ')} of 127.0.0.1. Stop them (is Domledger running already?) and start again.`,
    );
  }
  using stop = hearInterruption(() => say('\nStopping …'));
  try {
    const past = found ?? (size && (await writePast({ dataDir, size, signal: stop.signal })));
    const house = past === undefined ? planHouse() : houseOf(past);
    // In a house with a past nobody acts by themselves: what it shows stays as it is.
    const flats = past === undefined ? house.premises.map(({ flat }) => flat) : [];
    const playedFlats = flats.filter((flat) => flat !== VISITORS_FLAT);
    const planned = await planWorld({ dataDir, ports: USUAL_PORTS, house, liveMeters: true, playedFlats });
    const plan = { ...(past === undefined ? planned : withPast(planned, past)), nodeFlags: RESTING_FLAGS };
    say(
      `Domledger: one sandbox house of ${house.premises.length} flats${past === undefined ? '' : ` with ${past.months} months behind it (seed ${past.seed})`}. Data in ${options.data}, logs in ${options.data}/logs.`,
    );
    await using _world = await startWorld(
      plan,
      {
        ready: (program, child) =>
          say(`  ${program.label.padEnd(52)} ${addressOf(child.ready).padEnd(28)} pid ${child.pid}`),
        starting: tellSteps(say),
        ended: (program, how, pauseMs) =>
          say(`  ${program.name} ended: ${how}; it is started again in ${pauseMs / 1000} s.`),
      },
      stop.signal,
    );
    say(`Ready in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
    say(whatNext(plan, past === undefined ? undefined : join(options.data, 'words.txt')));
    const keeping = keepHouse(listedHouseOf(plan, join(dataDir, 'house.json')), say, stop.signal);
    await Promise.all([stop.ended, keeping]);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  say('Stopped. Start again with npm start; nothing is lost.');
}

/** @throws InputError DATA_NOT_EMPTY, INTERRUPTED */
async function writePast(args: { dataDir: string; size: WorldSize; signal: AbortSignal }): Promise<WorldSpec> {
  const { months, flats, seed } = args.size;
  say(
    `The past is written: ${months} months of ${flats} flats, seed ${seed}. It takes a few seconds a month, on a busy machine more.`,
  );
  const { spec, seconds } = await seedWorld({
    ...args,
    ports: USUAL_PORTS,
    onStep: (step) => say(`  ${describeStep(step)}`),
  });
  say(`  written in ${seconds} s.`);
  return spec;
}

function tellSteps(tell: (line: string) => void): NonNullable<WorldEvents['starting']> {
  const toldAt = new Map<string, number>();
  return ({ name }, step) => {
    const now = performance.now();
    if (now - (toldAt.get(name) ?? -Infinity) < STEP_MS) return;
    toldAt.set(name, now);
    tell(`  ${name} is starting: ${describeStep(step)}`);
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function addressOf(ready: Readonly<Record<string, unknown>>): string {
  const address = ready['mqtt'] ?? ready['mbus'] ?? ready['url'];
  return typeof address === 'string' ? address : '';
}

/** @param wordsFile where the keys of all flats stand in words, in a house with a past */
function whatNext(plan: WorldPlan, wordsFile: string | undefined): string {
  const { ports } = plan;
  const url = (port: number): string => `http://127.0.0.1:${port}`;

  const keys =
    wordsFile === undefined ? 'her keys are made in your browser' : `restore her keys by the words in ${wordsFile}`;
  return [
    `  Residents' pages   ${url(ports.app)}        sign in as Anna Abramova (flat 1): ${keys}`,
    `  API                ${url(ports.app)}/docs   with /openapi.json`,
    `  Watchdog           ${url(ports.watchdog)}        alarms about blocks, promises, forks, clocks and disks`,
    `  Sealed blocks      ${url(ports.sealer)}/v1/head   (/health and /metrics on every program)`,
    '',
    '  What to try next, in a second terminal:',
    '    npm run -s domledger -- meter add --name boiler-room --format mbus --file TELEGRAM.hex',
    '    npm run -s domledger -- gateway send --meter boiler-room --format mbus --file TELEGRAM.hex',
    '    npm run -s domledger -- story        one whole month, step by step, checked from outside',
    '    npm test',
    '',
    ...(wordsFile === undefined
      ? ['  The sandbox plays the eleven other flats: they enrol, sign, and pay within the first minutes.']
      : ['  Every flat can be signed in to by its words; nobody is played, and what stands open stays open.']),
    '  Company and portal list the house and say what they know of each flat, of yours once you have enrolled (My flat).',
    '  Ctrl-C stops everything.',
  ].join('\n');
}
