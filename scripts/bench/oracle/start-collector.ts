import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, uintBytes } from '../../../core/domain/bytes/hex.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { encodeUpMessage, helloMessage } from '../../../oracle/messages.ts';
import { startChildProgram } from '../../world/child-program.ts';
import { cpuSecondsAt } from '../metric-at.ts';
import { connectLoadGateway } from './load-gateway.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BenchGateway } from '../bench-gateway.ts';
import type { BenchHouse } from '../bench-house.ts';
import type { LoadGateway } from './load-gateway.ts';

/** A tenth of a second each. */
const COUNTED_TRIES = 3_000;
/** As many as the broker takes from one address. */
const CONNECTIONS = 1_000;
const TOKEN = '6f'.repeat(32);

/** The collector in a process of its own, with the gateways of these devices signed in. It stores, and relays from `register` on. */
export type BenchCollector = AsyncDisposable & {
  /** @throws Error for a device that it was not started with */
  gatewayOf(device: BenchGateway): LoadGateway;
  /** The company registers the collector. */
  register(): Promise<void>;
  /** Highest resident memory that was seen, MiB. */
  peakMib(): number;
  /** CPU that it used since it started, seconds. */
  cpuSeconds(): Promise<number>;
  /** Resolves when the collector counts as many frames as recorded. */
  counted(frames: number): Promise<void>;
};

export async function startBenchCollector(
  house: BenchHouse,
  devices: readonly BenchGateway[],
): Promise<BenchCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-oracle-'));
  const tokensDir = join(folder, 'tokens');
  mkdirSync(tokensDir);
  const names = devices.map((_, index) => `bench-${index}`);
  for (const name of names) writeFileSync(join(tokensDir, `${name}.token`), TOKEN);
  const file = join(folder, 'oracle.json');
  const settings = {
    dataDir: join(folder, 'oracle'),
    networkFile: join(house.data, 'network.json'),
    replicaUrl: house.url,
    queueUrl: house.url,
    gateways: names,
    connectionsPerAddress: CONNECTIONS,
    tokensDir,
    mqttPort: 0,
    httpPort: 0,
    framesPerSecond: 1_000_000,
    logLevel: 'warn',
  };
  writeFileSync(file, JSON.stringify(settings));
  const logFile = join(folder, 'oracle.log');
  const oracle = await startChildProgram({ name: 'oracle', command: ['oracle', '--settings', file], logFile });
  const url = String(oracle.ready['url']);
  const mqtt = String(oracle.ready['mqtt']);
  const gateways = new Map<BenchGateway, LoadGateway>();
  for (const [index, device] of devices.entries()) gateways.set(device, await signIn(mqtt, names[index] ?? '', device));
  let peak = 0;
  const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
  const sample = async (): Promise<void> => {
    const resident = /^\w*process_resident_memory_bytes (\S+)/m.exec(await metrics())?.[1];
    peak = Math.max(peak, Number(resident ?? 0) / 2 ** 20);
  };
  const sampling = setInterval(() => void sample().catch(() => undefined), 2_000);
  return {
    gatewayOf(device) {
      const gateway = gateways.get(device);
      if (gateway === undefined) throw new Error('the collector knows no such device');
      return gateway;
    },
    cpuSeconds: () => cpuSecondsAt(url),
    async register() {
      const address: Hex = `0x${String(oracle.ready['address']).slice(2)}`;
      for (;;) {
        const enrolled = await house.client.read.participant(address);
        if (enrolled === undefined) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          continue;
        }
        const encryptionKeyHash = toHex(keccak_256(fromHex(enrolled.encryptionKey)));
        const value = { account: address, role: ROLE.collector, encryptionKeyHash };
        await house.deliver([house.form(house.people.company, 'participants', 'REGISTER', value, { to: address })]);
        return;
      }
    },
    peakMib: () => peak,
    async counted(frames) {
      for (let tries = 0; tries < COUNTED_TRIES; tries++) {
        const counted = /^domledger_oracle_events\{code="FRAMES_RECORDED"\} (\d+)/m.exec(await metrics())?.[1];
        if (Number(counted ?? 0) === frames) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`the collector does not count ${frames} recorded frames`);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(sampling);
      for (const gateway of gateways.values()) await gateway[Symbol.asyncDispose]();
      await oracle[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Connects a device's gateway, and shows that it holds its key. */
async function signIn(url: string, gatewayId: string, { device, domain }: BenchGateway): Promise<LoadGateway> {
  const gateway = await connectLoadGateway({ url, gatewayId, token: TOKEN });
  const { algorithm, x, y } = device.key;
  const time = Math.floor(Date.now() / 1000);
  await gateway.send(
    encodeUpMessage({
      hello: {
        algorithm,
        x: toHex(uintBytes(x, 32)),
        y: toHex(uintBytes(y, 32)),
        time,
        signature: device.sign(helloMessage(domain, time, gatewayId)),
      },
    }),
  );
  return gateway;
}
