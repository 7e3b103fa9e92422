import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { replicaSettingsOf } from '../../sealer/replica/support/replica-settings.ts';
import { ask, companySettings } from '../../sealer/support/company.ts';
import { keeperSettingsOf } from '../../sealer/support/sealer-pair.ts';
import { spawnProgram, type Spawned } from '../../sealer/support/spawn-program.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { waitFor } from '../../support/wait-for.ts';
import { shareOf } from '../support/share.ts';

const SIGNAL = new AbortController().signal;
/** A killed program is away for so long. */
const AWAY_MS = 500;
/** So long everybody may take to come past the block that was the newest when it was back: idle machines need five seconds, and what stands in a circle never comes. */
const PATIENCE_MS = 60_000;

/** Sealer, standby and three replicas; each replica names the four others. */
const NAMES = ['sealer', 'standby', 'a', 'b', 'c'] as const;
const REPLICAS = ['a', 'b', 'c'] as const;
type Name = (typeof NAMES)[number];

function ordersOf(count: number): number[][] {
  if (count === 0) return [[]];
  return ordersOf(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => order.toSpliced(at, 0, count - 1)),
  );
}

/** In every topology each replica names its sources in the same order of their parts: sealer, standby, the next replica, the one after. */
const TOPOLOGIES = ordersOf(4);

type Network = AsyncDisposable & {
  kill(name: Name): Promise<void>;
  start(name: Name): Promise<void>;
  head(name: Name): Promise<number>;
};

async function startNetwork(folder: string, order: readonly number[]): Promise<Network> {
  const ports = await freePorts(NAMES.length);
  const portOf = (name: Name): number => ports[NAMES.indexOf(name)] ?? 0;
  const urlOf = (name: Name): string => `http://127.0.0.1:${portOf(name)}`;
  const keeper = await startKeeper(keeperSettingsOf(join(folder, 'keeper')), SIGNAL);
  const running = new Map<Name, Spawned>();
  let isFounded = false;
  const sealerSettings = (name: 'sealer' | 'standby'): unknown =>
    companySettings(join(folder, name), {
      port: portOf(name),
      keeper: keeper.url,
      keeperToken: keeper.tokenFile,
      // A restart is no takeover.
      takeoverAfter: '120s',
      heartbeat: '200ms',
      ...(name === 'standby' || isFounded
        ? {
            primaryUrl: [name === 'standby' ? 'sealer' : 'standby', ...REPLICAS]
              .map((each) => urlOf(each as Name))
              .join(','),
          }
        : {}),
    });
  const replicaSettings = (name: (typeof REPLICAS)[number]): unknown => {
    const at = REPLICAS.indexOf(name);
    const parts: Name[] = [
      'sealer',
      'standby',
      ...[1, 2].map((step): Name => REPLICAS[(at + step) % REPLICAS.length] ?? 'a'),
    ];
    const from = order.map((part) => urlOf(parts[part] ?? 'sealer')).join(',');
    return replicaSettingsOf(join(folder, name), from, { port: portOf(name) });
  };
  const start = async (name: Name): Promise<void> => {
    const isSealer = name === 'sealer' || name === 'standby';
    const script = isSealer ? './company-process.ts' : './replica-process.ts';
    running.set(name, await spawnProgram(script, isSealer ? sealerSettings(name) : replicaSettings(name)));
  };
  const network: Network = {
    start,
    async kill(name) {
      await running.get(name)?.kill();
    },
    head: async (name) => Number((await ask(`${urlOf(name)}/v1/head`)).body['number']),
    async [Symbol.asyncDispose]() {
      for (const each of running.values()) await each.kill();
      await keeper[Symbol.asyncDispose]();
    },
  };
  await start('sealer');
  isFounded = true;
  // The first one trusts whom it asks first, so all that it names must serve by and by: sealer and standby do.
  await start('standby');
  await Promise.all(REPLICAS.map(start));
  return network;
}

describe('followers of several sources', function () {
  this.timeout(1_800_000);

  it('stand still in no circle, in whatever order they name each other and whichever of them is killed', async () => {
    const share = shareOf(TOPOLOGIES.length);
    // A sample is smaller here than elsewhere: each of them is half a minute.
    const count = share < TOPOLOGIES.length ? Math.ceil(share / 4) : share;
    let worst = 0;
    // Spread over all of them where it is a sample.
    const sample = TOPOLOGIES.filter(
      (_, n) => Math.floor(((n + 1) * count) / TOPOLOGIES.length) > Math.floor((n * count) / TOPOLOGIES.length),
    );
    for (const [n, order] of sample.entries()) {
      using folder = tempFolder();
      await using network = await startNetwork(folder.path, order);
      for (const killed of NAMES) {
        await network.kill(killed);
        await delay(AWAY_MS);
        await network.start(killed);
        const back = performance.now();
        const head = await network.head('sealer');
        const reached = async (): Promise<boolean> =>
          (await Promise.all(NAMES.map((name) => network.head(name)))).every((number) => number >= head + 2);
        await waitFor(`all have the block after ${killed} was killed, sources in the order ${order.join()}`, reached, {
          ms: PATIENCE_MS,
        });
        worst = Math.max(worst, performance.now() - back);
      }
      console.log(`      topology ${n + 1} of ${sample.length}: slowest so far ${Math.round(worst)} ms`);
    }
    expect(sample).to.have.length(count);
  });
});
