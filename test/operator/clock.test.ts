import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { freePorts } from '../../scripts/world/free-ports.ts';
import { shareOf } from '../faults/support/share.ts';
import { replicaSettingsOf } from '../sealer/replica/support/replica-settings.ts';
import { ask, companySettings } from '../sealer/support/company.ts';
import { keeperSettingsOf } from '../sealer/support/sealer-pair.ts';
import { spawnProgram, type Spawned } from '../sealer/support/spawn-program.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { spreadOver, usual } from './support/figures.ts';
import { STEP_VARIABLE } from './support/stepped-clock.ts';

const HOUR_S = 3_600;
/** So long a clock is wrong. */
const WRONG_MS = 20_000;
/** Blocks come again so soon after it is right. */
const AGAIN_MS = 10_000;
const OFF_S = 60;
const NAMES = ['sealer', 'replica', 'keeper'] as const;
type Name = (typeof NAMES)[number];
const STEPS = NAMES.flatMap((name) => [HOUR_S, -HOUR_S].map((seconds) => ({ name, seconds })));

type Head = { number: number; offSeconds: number };

/** Keeper, sealer and a replica of another owner which the sealer asks; blocks come once a second. */
async function startNetwork(folder: string, step: { name: Name; seconds: number }): Promise<Running> {
  await using opened = new AsyncDisposableStack();
  const [keeperPort = 0, sealerPort = 0, replicaPort = 0] = await freePorts(3);
  const urlOf = (port: number): string => `http://127.0.0.1:${port}`;
  const imports = new URL('support/stepped-clock.ts', import.meta.url).href;
  const running = new Map<Name, Spawned>();
  const start = async (name: Name, script: string, settings: unknown): Promise<void> => {
    const surroundings = name === step.name ? { imports, env: { [STEP_VARIABLE]: String(step.seconds) } } : {};
    const spawned = await spawnProgram(script, settings, surroundings);
    opened.defer(spawned.kill);
    running.set(name, spawned);
  };
  const keys = join(folder, 'keeper');
  await start('keeper', '../../operator/support/keeper-process.ts', keeperSettingsOf(keys, { port: keeperPort }));
  const sealer = (over: object): unknown =>
    companySettings(join(folder, 'sealer'), {
      port: sealerPort,
      keeper: urlOf(keeperPort),
      keeperToken: join(keys, 'token'),
      heartbeat: '1s',
      maxAhead: '10s',
      ...over,
    });
  await start('sealer', './company-process.ts', sealer({}));
  const replica = replicaSettingsOf(join(folder, 'replica'), urlOf(sealerPort), { port: replicaPort });
  await start('replica', './replica-process.ts', replica);
  await waitFor('the replica has blocks', async () => (await headOf(urlOf(replicaPort))).number > 1);
  // From now on others hold what was sealed, and are asked.
  await running.get('sealer')?.kill();
  await start('sealer', './company-process.ts', sealer({ foreignReplicas: urlOf(replicaPort) }));
  const all = opened.move();
  return {
    turn: () => running.get(step.name)?.signal('SIGUSR2'),
    heads: () => Promise.all([sealerPort, replicaPort].map((port) => headOf(urlOf(port)))),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

type Running = AsyncDisposable & {
  /** Moves the clock of the one program, or sets it right. */
  turn(): void;
  heads(): Promise<Head[]>;
};

async function headOf(url: string): Promise<Head> {
  const { body } = await ask(`${url}/v1/head`);
  return { number: Number(body['number']), offSeconds: Number(body['timestamp']) - Date.now() / 1_000 };
}

describe('a clock that is an hour wrong for 20 s', function () {
  this.timeout(1_800_000);

  it('dates no block a minute off, and blocks come when it is right again, whosever clock it is', async () => {
    const cases = spreadOver(STEPS, Math.max(1, shareOf(STEPS.length)));
    const took: number[] = [];
    for (const step of cases) {
      using folder = tempFolder();
      await using network = await startNetwork(folder.path, step);
      const seen: number[] = [];
      const note = async (): Promise<number> => {
        const heads = await network.heads();
        seen.push(...heads.map(({ offSeconds }) => offSeconds));
        return Math.min(...heads.map(({ number }) => number));
      };
      const numberOf = async (): Promise<number> => Math.max(...(await network.heads()).map(({ number }) => number));
      network.turn();
      const end = performance.now() + WRONG_MS;
      while (performance.now() < end) {
        await note();
        await delay(200);
      }
      network.turn();
      const right = performance.now();
      const number = await numberOf();
      await waitFor(`blocks after the clock of the ${step.name} was ${step.seconds} s off`, async () => {
        return (await note()) > number + 1;
      });
      took.push(performance.now() - right);
      const worst = Math.max(...seen.map(Math.abs));
      console.log(
        `      ${step.name} by ${step.seconds} s: dates at most ${worst.toFixed(1)} s off, two blocks more after ${Math.round(took.at(-1) ?? 0)} ms`,
      );
      expect(worst, step.name).to.be.lessThan(OFF_S);
    }
    expect(usual(took)).to.be.lessThan(AGAIN_MS);
  });
});
