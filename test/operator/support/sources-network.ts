import { join } from 'node:path';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { replicaSettingsOf } from '../../sealer/replica/support/replica-settings.ts';
import { ask, companySettings } from '../../sealer/support/company.ts';
import { keeperSettingsOf } from '../../sealer/support/sealer-pair.ts';
import { spawnProgram, type Spawned } from '../../sealer/support/spawn-program.ts';

const SIGNAL = new AbortController().signal;

/** Sealer, standby and three replicas; each replica names the four others. */
export const NAMES = ['sealer', 'standby', 'a', 'b', 'c'] as const;
const REPLICAS = ['a', 'b', 'c'] as const;
export type Name = (typeof NAMES)[number];

function ordersOf(count: number): number[][] {
  if (count === 0) return [[]];
  return ordersOf(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => order.toSpliced(at, 0, count - 1)),
  );
}

/** In every topology each replica names its sources in the same order of their parts: sealer, standby, the next replica, the one after. */
export const TOPOLOGIES = ordersOf(4);

export type SourcesNetwork = AsyncDisposable & {
  kill(name: Name): Promise<void>;
  start(name: Name): Promise<void>;
  head(name: Name): Promise<number>;
};

export async function startNetwork(folder: string, order: readonly number[]): Promise<SourcesNetwork> {
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
  const network: SourcesNetwork = {
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
