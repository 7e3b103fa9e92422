import { join } from 'node:path';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { startGateway, type Gateway } from '../../../oracle/gateway/start-gateway.ts';
import { startOracle, type Oracle } from '../../../oracle/main.ts';
import type { SimulatedMeter } from '../../../sandbox/meters/sample-house.ts';
import {
  gatewaySettingsOf,
  oracleSettingsOf,
  registerDevice,
  registerMeter,
  writeMetersFile,
} from '../../oracle/support/metering.ts';
import { waitFor } from '../wait-for.ts';
import type { Ledger } from './ledger-part.ts';

export type MeteringPlan = {
  /** What the gateway's file of meters names. Without it, the test has written one to `meters.json` of the world's folder. */
  readonly meters?: readonly SimulatedMeter[];
  readonly collector?: Record<string, unknown>;
  readonly gateway?: Record<string, unknown>;
  /** After how many digits the counters of these meters begin again. */
  readonly digits?: number | undefined;
};

/** A collector and a gateway in this process; nothing of theirs is registered yet. Telegrams go to `spool` of the world's folder. */
export type Metering = AsyncDisposable & {
  readonly oracle: Oracle;
  readonly gateway: Gateway;
  stopOracle(): Promise<void>;
  stopGateway(): Promise<void>;
  /** Starts it again, at the same address; the changes hold for this time. */
  startOracle(change?: Record<string, unknown>): Promise<void>;
  startGateway(change?: Record<string, unknown>): Promise<void>;
  /** The company registers collector, device and these meters. @returns the device's id */
  admit(meters: readonly SimulatedMeter[], owner?: Account): Promise<Hex>;
};

export async function startMetering(ledger: Ledger, plan: MeteringPlan = {}): Promise<Metering> {
  const { signal } = new AbortController();
  if (plan.meters !== undefined) writeMetersFile(join(ledger.folder, 'meters.json'), plan.meters);
  let oracle = await startOracle(oracleSettingsOf(ledger, plan.collector), signal);
  const { mqttPort } = oracle;
  const gatewayOf = (change: Record<string, unknown>): Promise<Gateway> =>
    startGateway(gatewaySettingsOf(ledger, mqttPort, { ...plan.gateway, ...change }), signal);
  let gateway = await gatewayOf({});
  const metering: Metering = {
    get oracle() {
      return oracle;
    },
    get gateway() {
      return gateway;
    },
    stopOracle: async () => oracle[Symbol.asyncDispose](),
    stopGateway: async () => gateway[Symbol.asyncDispose](),
    async startOracle(change = {}) {
      oracle = await startOracle(oracleSettingsOf(ledger, { ...plan.collector, mqttPort, ...change }), signal);
    },
    async startGateway(change = {}) {
      gateway = await gatewayOf(change);
    },
    admit: (meters, owner) => admitMetering(ledger, { collector: oracle.address, meters, owner, digits: plan.digits }),
    async [Symbol.asyncDispose]() {
      await metering.stopGateway();
      await metering.stopOracle();
    },
  };
  return metering;
}

/** The company registers a collector that has enrolled, the gateway's device and its meters. @returns the device's id */
export async function admitMetering(
  ledger: Ledger,
  args: { collector: Hex; meters: readonly SimulatedMeter[]; owner?: Account | undefined; digits?: number | undefined },
): Promise<Hex> {
  await admitCollector(ledger, args.collector);
  const deviceId = await registerDevice(ledger, join(ledger.folder, 'gateway'));
  const { owner, digits } = args;
  for (const meter of args.meters) await registerMeter(ledger, meter, deviceId, { owner, digits });
  return deviceId;
}

export async function admitCollector({ client, register }: Ledger, address: Hex): Promise<void> {
  const enrolled = await waitFor('the collector has enrolled', () => client.read.participant(address));
  await register({ address, encryptionKey: enrolled.encryptionKey }, ROLE.collector);
}
