import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStep } from '../../../core/runtime/start/progress.ts';
import { freeWorldPorts } from '../../world/free-ports.ts';
import { premiseOf } from '../../world/house-plan.ts';
import { rolesOf } from '../../world/past/seeded-house.ts';
import { houseOf, seedWorld, withPast } from '../../world/seed-world.ts';
import { startWorld } from '../../world/start-world.ts';
import { planWorld } from '../../world/world-plan.ts';

/** A house with a past. `login`: who of it is at the pages; `words`: the keys of that flat; `bills`: how many it was sent at least. */
export type AgedHouse = AsyncDisposable & {
  url: string;
  login: string;
  words: string;
  bills: number;
  seconds: number;
};

const SEED = 1;
/** Of each flat, a month. */
const CONTRACTS = 3;

/**
 * The one place where it is chosen in which world pages are measured: the house of `npm start -- --months --flats`, whose months were lived by the programs
 * themselves, and then every one of them as a process of its own.
 */
export async function startAgedHouse(
  size: { months: number; flats: number },
  tell: (line: string) => void,
): Promise<AgedHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'domledger-bench-web-'));
  const forget = (): void => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  try {
    const ports = await freeWorldPorts();
    const onStep: NonNullable<Parameters<typeof seedWorld>[0]['onStep']> = (step) => tell(describeStep(step));
    const { spec, seconds } = await seedWorld({ dataDir, ports, size: { ...size, seed: SEED }, onStep });
    const planned = await planWorld({ dataDir, ports, house: houseOf(spec), liveMeters: true, logLevel: 'warn' });
    const world = await startWorld(withPast(planned, spec));
    const login = premiseOf(rolesOf(spec).writes);
    return {
      url: `http://127.0.0.1:${ports.app}`,
      login,
      words: wordsOf(dataDir, login),
      bills: size.months * CONTRACTS,
      seconds,
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        forget();
      },
    };
  } catch (error) {
    forget();
    throw error;
  }
}

/** The twelve words of a flat, as the folder of a house with a past lists them. */
function wordsOf(dataDir: string, premise: string): string {
  const lines = readFileSync(join(dataDir, 'words.txt'), 'utf8').split('\n');
  const line = lines.find((each) => each.startsWith(`${premise}: `));
  if (line === undefined) throw new Error(`${dataDir} has no words of ${premise}`);
  return line.slice(premise.length + 2);
}
