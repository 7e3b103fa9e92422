import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monthText } from '../../../biller/engine/span.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { periodStart } from '../../../core/domain/billing/period.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import { keepHouseIds } from '../../start/house-ids.ts';
import { listedHouseOf, lookAtHouse } from '../../start/list-house.ts';
import { seedKeys } from './seed-keys.ts';
import { planWorld } from '../world-plan.ts';
import { periodsOf } from './world-spec.ts';
import { checkBills } from './check-bills.ts';
import { enterKeyRate } from './events.ts';
import { factsOf } from './facts-of.ts';
import { hastyPrograms, type HastyProgram } from './threads/hasty.ts';
import type { MovedClock } from './threads/moved-clock.ts';
import { openPast, type Past } from './past.ts';
import { makePeople, moveIn } from './people.ts';
import { openProgramThreads } from './threads/program-threads.ts';
import { seededHex, seededHouse, withRates } from './seeded-house.ts';
import { writeMonths } from './write-months.ts';
import type { PastOrder, PastWord, WrittenPast } from './past-word.ts';

/** Of a sealer's network where its settings say no other. */
const TIME_ZONE = 'Europe/Moscow';
const HOUR = 3_600n;
const SOON_MS = 300;
/** How many the billers of a house publish at a time. */
const RATES = 6;

/**
 * Lives the past of a house: the programs of the system, in threads whose clock is moved from day to day, and what people do with them.
 */
export async function livePast(
  { dataDir, ports, spec, check }: PastOrder,
  clock: MovedClock,
  tell: (word: PastWord) => void,
): Promise<WrittenPast> {
  const first = periodsOf(spec)[0] ?? spec.until;
  const begin = periodStart(first, TIME_ZONE) + 9n * HOUR;
  clock.set(begin);
  await seedKeys(dataDir, spec.seed);
  const planned = await planWorld({ dataDir, ports, house: seededHouse(spec, false), billAfter: '1s' });
  const hasty = (period: number): HastyProgram[] =>
    hastyPrograms({ ports, programs: withRates(planned.programs, spec, period) });
  const programs = hasty(first);
  const people = await makePeople(spec, planned);
  writeDurably(join(dataDir, 'words.txt'), wordsText(people));
  keepHouseIds(join(dataDir, 'house.json'), {
    salt: seededHex(spec.seed, 'house'),
    from: `${monthText(first)}-01`,
    isOpened: false,
  });

  await using threads = openProgramThreads(clock.shared);
  for (const [number, program] of programs.entries()) {
    tell({ step: 'the programs are started', done: number, of: programs.length });
    await threads.start(program.thread, program);
  }
  const accounts = new Map([...people].map(([premise, { account }]) => [premise, account]));
  const plan = { ...planned, programs };
  const past = await openPast({ spec, plan, threads, clock, people: accounts });
  enterKeyRate(past, `${monthText(first)}-01`);
  await past.until('the rates are published', () =>
    past.view.ofKind('RATE').length >= RATES && past.view.ofKind('REGISTER').length >= 3 ? true : undefined,
  );
  tell({ step: 'the people move in, and sign their contracts' });
  await moveIn(past, first);
  tell({ step: 'company and portal list the house' });
  await listHouse(past);
  tell({ step: 'months are lived', done: 0, of: spec.months });
  const counting = await writeMonths(past, {
    raise: (period) => raiseRates(past, hasty(period)),
    onMonth: (done) => tell({ step: 'months are lived', done, of: spec.months }),
  });
  const end = periodStart(first, TIME_ZONE) + HOUR * BigInt(counting.hours);
  const registers = Object.fromEntries([...counting.registers].map(([name, values]) => [name, values.map(String)]));
  const shown = { time: String(end), hourIndex: counting.hours, registers };
  mkdirSync(join(dataDir, 'sandbox-meters'), { recursive: true, mode: 0o700 });
  writeDurably(join(dataDir, 'sandbox-meters', 'day-start.json'), `${JSON.stringify(shown)}\n`);
  if (check) tell({ step: 'everybody looks through their bills' });
  const checked = check ? { checked: await checkBills(past) } : {};
  const facts = await factsOf(past);
  for (const { name } of programs.toReversed()) await threads.stop(name);
  return { facts, ...checked };
}

/** Company and portal say what they know of the flats, as their clerks do in a running house: what is on its way yet is looked at again. */
async function listHouse({ plan, until }: Past): Promise<void> {
  const house = listedHouseOf(plan, join(plan.dataDir, 'house.json'));
  const { signal } = new AbortController();
  await until('the house is listed', async () => {
    const isSaid = await lookAtHouse(house, signal).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      return false;
    });
    if (isSaid) return true;
    await pause(SOON_MS, signal);
    return undefined;
  });
}

/** The billers are started anew with the rates that follow, and publish them. */
async function raiseRates({ threads, until, view }: Past, programs: readonly HastyProgram[]): Promise<void> {
  const before = view.ofKind('RATE').length;
  for (const program of programs.filter((one) => one.program === 'biller')) {
    await threads.stop(program.name);
    await threads.start(program.thread, program);
  }
  await until('the rates that follow are published', () =>
    view.ofKind('RATE').length >= before + RATES ? true : undefined,
  );
}

function wordsText(people: ReadonlyMap<string, { words: string }>): string {
  return [...people].map(([premise, { words }]) => `${premise}: ${words}\n`).join('');
}
