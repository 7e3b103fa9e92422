import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { readOrMakeToken } from '../../../core/runtime/access/bearer-token.ts';
import { urlsOption } from '../arguments.ts';
import type { Made } from './made.ts';
import { nameOption, portsFrom, type InitOptions } from './options.ts';
import { makeSite, type Draft } from './site.ts';

export type CollectorOptions = InitOptions & {
  name: string;
  gateway: string[];
  sealer: string;
  replica: string;
  /** Host of a Mosquitto instead of the own broker. */
  broker?: string;
};

const MOSQUITTO = fileURLToPath(new URL('../../../network/mosquitto', import.meta.url));
const MAKER = join(MOSQUITTO, 'make-certificates.sh');
const CERTIFICATES = 'certificates';

/**
 * The collector: its account, a token for each gateway, and with `--broker` the certificates of broker, collector and gateways.
 * @throws InputError SITE_EXISTS, GATEWAY_INVALID, PORT_INVALID, NAME_INVALID, URLS_INVALID; TransientError OPENSSL_FAILED
 */
export async function initCollector(options: CollectorOptions): Promise<Made> {
  const { dir, gateway: gateways, broker } = options;
  const [http = 0, mqtt = 0] = portsFrom(options.port, 2);
  const unfit = gateways.find((name) => !/^[A-Za-z0-9._-]{1,64}$/.test(name));
  if (gateways.length === 0 || unfit !== undefined || new Set(gateways).size < gateways.length)
    throw new InputError(
      'GATEWAY_INVALID',
      'Name each gateway once with --gateway: letters, digits, dot, dash, underscore.',
    );
  const sealer = urlsOption('--sealer', options.sealer);
  const replicaUrl = urlsOption('--replica', options.replica);
  const address = await makeSite(dir, 'collector', async (draft) => {
    const account = await draft.account('oracle');
    const access = broker === undefined ? {} : certified(draft, broker, gateways);
    if (broker !== undefined) brokerOf(draft, options.host);
    draft.program(
      { name: 'oracle', program: 'oracle', stage: 0 },
      {
        ...{ dataDir: '.', networkFile: '../network.json', replicaUrl, queueUrl: sealer, gateways },
        ...{ tokensDir: '../tokens', mqttHost: options.host, mqttPort: mqtt, httpPort: http, ...access },
      },
    );
    for (const name of gateways) handOver(draft, name, broker ?? options.host, broker === undefined ? mqtt : undefined);
    draft.json('card.json', { role: 'collector', name: nameOption(options.name), address: account }, 0o644);
    return account;
  });
  return {
    ...{ owner: 'collector', folder: dir, address },
    give: [
      { file: join(dir, 'card.json'), to: 'the company' },
      ...gateways.map((name) => ({ file: join(dir, 'hand-over', name), to: `whoever sets up gateway ${name}` })),
    ],
    take: [{ file: join(dir, 'network.json'), from: 'the company, by another way than the network' }],
    next: [`domledger run ${dir}`],
  };
}

/** A Mosquitto beside the collector: `mosquitto -c mosquitto.conf` in `broker`. Gateways reach it at `host`; its other listener stays on loopback. */
function brokerOf(draft: Draft, host: string): void {
  const text = readFileSync(join(MOSQUITTO, 'mosquitto.conf'), 'utf8')
    .replaceAll('./certificates/', '../certificates/')
    .replace('listener 8883 127.0.0.1', `listener 8883 ${host}`);
  draft.write('broker/mosquitto.conf', text);
  for (const file of ['gateways.acl', 'collectors.acl'])
    draft.write(join('broker', file), readFileSync(join(MOSQUITTO, file), 'utf8'));
  mkdirSync(draft.at('broker/data'), { mode: 0o700 });
}

/** What one gateway gets: its token, where its broker is, and its certificate. */
function handOver(draft: Draft, name: string, host: string, port: number | undefined): void {
  const folder = join('hand-over', name);
  const token = readOrMakeToken(draft.at(join('tokens', `${name}.token`)));
  draft.write(join(folder, 'token'), `${token}\n`);
  const access =
    port === undefined ? { mqttUrl: `mqtts://${host}:8883`, mqttVersion: '5' } : { mqttUrl: `mqtt://${host}:${port}` };
  draft.json(join(folder, 'gateway.json'), { gatewayId: name, ...access });
  if (port !== undefined) return;
  for (const [from, to] of [
    ['broker-ca.crt', 'broker-ca.crt'],
    [`gateway-${name}.crt`, 'gateway.crt'],
    [`gateway-${name}.key`, 'gateway.key'],
  ] as const)
    copyFileSync(draft.at(join(CERTIFICATES, from)), draft.at(join(folder, to)));
}

function certified(draft: Draft, host: string, gateways: readonly string[]): Record<string, string> {
  const folder = draft.at(CERTIFICATES);
  for (const words of [['broker', host], ['collector'], ...gateways.map((name) => ['gateway', name])]) {
    const { status, error, stderr } = spawnSync('sh', [MAKER, folder, ...words], { encoding: 'utf8' });
    if (status !== 0 || readdirSync(folder).length === 0)
      throw new TransientError(
        'OPENSSL_FAILED',
        `network/mosquitto/make-certificates.sh failed: ${error?.message ?? stderr.trim()}. It needs openssl 3.`,
      );
  }
  return {
    ...{ mqttUrl: `mqtts://${host}:8884`, mqttVersion: '5', mqttCa: '../certificates/broker-ca.crt' },
    ...{ mqttCert: '../certificates/collector.crt', mqttKey: '../certificates/collector.key' },
  };
}
