import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPortalAccount } from '../../app/server/main.ts';
import type { AppSettings } from '../../app/server/settings.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { startReplica, type RunningReplica } from '../../sealer/replica/main.ts';
import { replicaSettings } from '../../sealer/replica/settings.ts';
import { billerAccounts, prepareBillers, type Billers } from './world/billers-part.ts';
import { startHouse, type House, type HousePartPlan } from './world/house-part.ts';
import { startLedger, type Ledger, type LedgerPlan } from './world/ledger-part.ts';
import { startMetering, type Metering, type MeteringPlan } from './world/metering-part.ts';
import { startPortal, type Portal } from './world/portal-part.ts';

/** What a test needs of the system; nothing else is started. */
export type Parts = {
  /** The company's sealer: every world has one, in this process unless its plan says otherwise. */
  readonly ledger?: LedgerPlan;
  /** Settings of each replica of the sealer, beside the usual ones. */
  readonly replicas?: readonly Record<string, unknown>[];
  /** The portal with identity portal and bank; settings of the portal. */
  readonly portal?: Partial<AppSettings>;
  /** Collector and gateway. */
  readonly metering?: MeteringPlan;
  /** Company and provider as billers, with an observer of the ledgers. */
  readonly billers?: true;
  /** Instead of all others: every program of a house as a process of its own, for the flats that are named. */
  readonly house?: HousePartPlan;
};

/** The real programs. Whoever asks for a part that was not asked for at the beginning is told so. */
export type World = AsyncDisposable & {
  /** Where everything is kept; it goes when the world goes. */
  readonly folder: string;
  readonly ledger: Ledger;
  readonly replicas: readonly RunningReplica[];
  readonly portal: Portal;
  readonly metering: Metering;
  readonly billers: Billers;
  readonly house: House;
};

export async function world(parts: Parts = {}): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const house = parts.house === undefined ? undefined : opened.use(await startHouse(parts.house));
  const folder = house?.dataDir ?? mkdtempSync(join(tmpdir(), 'domledger-world-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const ledger = house === undefined ? opened.use(await startLedger(folder, await planOf(folder, parts))) : undefined;
  const beside = <T>(start: (given: Ledger) => Promise<T>): Promise<T> => start(asked('ledger', ledger));
  const replicas: RunningReplica[] = [];
  for (const [n, over] of (parts.replicas ?? []).entries())
    replicas.push(opened.use(await beside(({ url }) => replicaOf(join(folder, `replica-${n}`), url, over))));
  const { portal: portalPlan, metering: meteringPlan } = parts;
  const portal = portalPlan && opened.use(await beside((given) => startPortal(given, portalPlan)));
  const billers = parts.billers && opened.use(await beside(prepareBillers));
  const metering = meteringPlan && opened.use(await beside((given) => startMetering(given, meteringPlan)));

  const all = opened.move();
  return {
    folder,
    replicas,
    get ledger() {
      return asked('ledger', ledger);
    },
    get portal() {
      return asked('portal', portal);
    },
    get metering() {
      return asked('metering', metering);
    },
    get billers() {
      return asked('billers', billers);
    },
    get house() {
      return asked('house', house);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Programs keep their accounts in their folders, and the network names them before they run. */
async function planOf(folder: string, { ledger = {}, portal, billers }: Parts): Promise<LedgerPlan> {
  return {
    ...ledger,
    accounts: {
      ...(portal === undefined ? {} : { portal: await loadPortalAccount(join(folder, 'app')) }),
      ...(billers === undefined ? {} : await billerAccounts(folder)),
      ...ledger.accounts,
    },
  };
}

function replicaOf(data: string, from: string, over: Record<string, unknown>): Promise<RunningReplica> {
  const overrides = { data, from, port: 0, logLevel: 'silent', poll: '20ms', ...over };
  const settings = readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
  return startReplica(settings, new AbortController().signal);
}

function asked<T>(name: keyof Parts, part: T | undefined): T {
  if (part === undefined) throw new Error(`This world has no ${name}: ask for it in world({ ${name}: … }).`);
  return part;
}
