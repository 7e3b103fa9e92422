import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseReceipt, type SignedAdmission } from '../../../core/domain/seal/admission-receipt.ts';
import { parseNetwork, type Network } from '../../../core/domain/ledger/network.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startKeeper, type RunningKeeper } from '../../../sealer/keeper/main.ts';
import { keeperSettings, type KeeperSettings } from '../../../sealer/keeper/settings.ts';
import { startReplica, type RunningReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, companySettings, rate, submit } from './company.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { spawnProgram, type Spawned } from './spawn-program.ts';

export type Side = 0 | 1;

export function keeperSettingsOf(data: string, over: Record<string, unknown> = {}): KeeperSettings {
  const overrides = { data, port: 0, logLevel: 'silent', ...over };
  return readSettings(keeperSettings, { prefix: 'TEST_KEEPER_', overrides });
}

/** Two sealers in processes of their own under one keeper, and a replica that knows both. */
export type SealerPair = AsyncDisposable & {
  keeper: RunningKeeper;
  network: Network;
  replica: RunningReplica;
  urls: readonly [string, string];
  /** The processes; who seals changes. */
  running: [Spawned, Spawned];
  start(side: Side): Promise<void>;
};

export async function startPair(folder: string, over: Record<string, unknown> = {}): Promise<SealerPair> {
  const [one, other] = await freePorts(2);
  const urls = [`http://127.0.0.1:${one}`, `http://127.0.0.1:${other}`] as const;
  const keeper = await startKeeper(keeperSettingsOf(join(folder, 'keeper')), new AbortController().signal);
  const start = (side: Side, founds = false): Promise<Spawned> => {
    const settings = companySettings(join(folder, `sealer-${side}`), {
      port: side === 0 ? one : other,
      keeper: keeper.url,
      keeperToken: keeper.tokenFile,
      ...(founds ? {} : { primaryUrl: urls[side === 0 ? 1 : 0] }),
      takeoverAfter: '400ms',
      heartbeat: '200ms',
      ...over,
    });
    return spawnProgram('./company-process.ts', settings);
  };
  const running: [Spawned, Spawned] = [await start(0, true), await start(1)];
  const network = parseNetwork((await ask(`${urls[0]}/v1/network`)).body);
  const overrides = { data: join(folder, 'replica'), from: urls.join(','), port: 0, logLevel: 'silent', poll: '10ms' };
  const settings = readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
  const replica = await startReplica(settings, new AbortController().signal);
  return {
    keeper,
    network,
    replica,
    urls,
    running,
    async start(side) {
      running[side] = await start(side);
    },
    async [Symbol.asyncDispose]() {
      await replica[Symbol.asyncDispose]();
      for (const each of running) await each.kill();
      await keeper[Symbol.asyncDispose]();
    },
  };
}

export async function roleOf(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) });
    return ((await answer.json()) as { role?: string }).role;
  } catch {
    return undefined;
  }
}

/** Waits until this one says that it has a role. */
export async function hasRole(url: string, role: 'sealer' | 'standby'): Promise<void> {
  await waitFor(`${url} is the ${role}`, async () => (await roleOf(url)) === role);
}

export type Promise202 = SignedAdmission;

/** Hands rates to whoever takes them, until the signal. @returns the promises that were given */
export async function load(pair: SealerPair, signal: AbortSignal, counter: { n: number }): Promise<Promise202[]> {
  const given: Promise202[] = [];
  let side: Side = 0;
  while (!signal.aborted) {
    const block = rate(pair.network, counter.n++);
    try {
      const { status, body } = await withTimeout(submit(pair.urls[side], block));
      if (status !== 202) throw new TypeError('not taken');
      given.push(parseReceipt(body));
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
      side = side === 0 ? 1 : 0;
      if (!signal.aborted) await delay(10);
    }
  }
  return given;
}

/** A process that is stopped answers nobody. */
async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const late = delay(1_500).then(() => {
    throw new TypeError('no answer');
  });
  late.catch(() => undefined);
  work.catch(() => undefined);
  return Promise.race([work, late]);
}
