import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync, mkdirSync, cpSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { ChildProcess } from 'node:child_process';
import type { MqttAccess } from '../../../oracle/mqtt-access.ts';

const NETWORK = fileURLToPath(new URL('../../../network/mosquitto', import.meta.url));

/** Mosquitto with the settings of `network/mosquitto`, on free ports of 127.0.0.1, to be killed and started again. */
export type Mosquitto = AsyncDisposable & {
  readonly gatewaysUrl: string;
  readonly collectorsUrl: string;
  certificate(
    kind: 'gateway' | 'collector',
    name: string,
    options?: { days?: number; authorities?: string },
  ): MqttAccess;
  start(): Promise<void>;
  kill(): Promise<void>;
};

/** Why no broker can run here, if so. */
export function mosquittoMissing(): string | undefined {
  for (const [command, argument] of [
    ['mosquitto', '-h'],
    ['openssl', 'version'],
  ] as const) {
    if (spawnSync(command, [argument]).error !== undefined) return `${command} is not installed`;
  }
  return undefined;
}

export async function startMosquitto(folder: string): Promise<Mosquitto> {
  const certificates = join(folder, 'certificates');
  const make = (where: string, days: number, ...what: string[]): void => {
    execFileSync('sh', [join(NETWORK, 'make-certificates.sh'), where, ...what], {
      env: { ...process.env, DAYS: String(days) },
    });
  };
  make(certificates, 30, 'broker', '127.0.0.1');
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  for (const file of ['gateways.acl', 'collectors.acl']) cpSync(join(NETWORK, file), join(folder, file));
  const [gateways = 0, collectors = 0] = await freePorts(2);
  const settings = readFileSync(join(NETWORK, 'mosquitto.conf'), 'utf8')
    .replaceAll('./', `${folder}/`)
    .replace('listener 8883', `listener ${gateways}`)
    .replace('listener 8884', `listener ${collectors}`);
  const file = join(folder, 'mosquitto.conf');
  // Started by root it would become another user, who cannot read this folder.
  writeFileSync(file, `${settings}\nuser ${userInfo().username}\n`);
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const broker: Mosquitto = {
    gatewaysUrl: `mqtts://127.0.0.1:${gateways}`,
    collectorsUrl: `mqtts://127.0.0.1:${collectors}`,
    certificate(kind, name, { days = 30, authorities = certificates } = {}) {
      make(authorities, days, kind, name);
      const own = kind === 'collector' ? 'collector' : `gateway-${name}`;
      return {
        mqttCa: join(certificates, 'broker-ca.crt'),
        mqttCert: join(authorities, `${own}.crt`),
        mqttKey: join(authorities, `${own}.key`),
        mqttVersion: '5',
      };
    },
    async start() {
      child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
      await waitFor('Mosquitto listens', async () => (await answers(gateways)) && answers(collectors));
    },
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  };
  await broker.start();
  return broker;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
