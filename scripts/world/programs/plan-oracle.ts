import { join } from 'node:path';
import type { PlannedProgram } from '../planned-program.ts';
import type { Site } from './site.ts';

const GATEWAY_ID = 'house-1';

/** The collector and the one gateway of the house. */
export function planOracle(site: Site): PlannedProgram[] {
  return [planCollector(site), planGateway(site)];
}

function planCollector({ dir, url, ports, networkFile, queueUrl, logLevel }: Site): PlannedProgram {
  return {
    name: 'oracle',
    label: 'collector (ARSMMS): relays readings it cannot read',
    program: 'oracle',
    stage: 2,
    settings: {
      dataDir: dir('oracle'),
      networkFile,
      replicaUrl: [url(ports.replicaPortal), url(ports.replicaCompany)],
      queueUrl,
      gateways: [GATEWAY_ID],
      tokensDir: dir('gateway-tokens'),
      mqttPort: ports.mqtt,
      httpPort: ports.oracle,
      followInterval: '250ms',
      logLevel,
    },
  };
}

function planGateway({ dir, ports, accounts, networkFile, spoolDir, logLevel }: Site): PlannedProgram {
  return {
    name: 'gateway',
    label: 'gateway beside the meters: decodes, encrypts, signs',
    program: 'gateway',
    stage: 3,
    settings: {
      gatewayId: GATEWAY_ID,
      dataDir: dir('gateway'),
      networkFile,
      company: accounts.company,
      metersFile: join(dir('gateway'), 'meters.json'),
      mqttUrl: `mqtt://127.0.0.1:${ports.mqtt}`,
      tokenFile: join(dir('gateway-tokens'), `${GATEWAY_ID}.token`),
      spoolDir,
      httpPort: ports.gateway,
      retryAfter: '1s',
      logLevel,
    },
  };
}
