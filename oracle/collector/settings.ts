import { z } from 'zod';
import { defineSettings } from '../../core/runtime/settings.ts';
import type { SettingsOf } from '../../core/runtime/settings.ts';

const gatewayNames = z.array(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)).min(1);

/** Settings of the oracle daemon (the collector, ARSMMS); environment prefix DOMLEDGER_ORACLE_. */
export const oracleSettings = defineSettings({
  dataDir: { text: 'Folder for inbox, outbox and account.', type: 'path' },
  networkFile: { text: 'network.json of the network that is served.', type: 'path' },
  replicaUrl: { text: 'The replica that is read.', type: 'url', default: 'http://127.0.0.1:4700' },
  queueUrl: { text: "The sealer's public queue.", type: 'url', default: 'http://127.0.0.1:4700' },
  gateways: {
    text: 'Names of the gateways that may sign in: a JSON list of texts.',
    type: 'json',
    parse: (value) => gatewayNames.parse(value),
  },
  tokensDir: { text: 'Folder with a file NAME.token for each gateway; made when missing.', type: 'path' },
  mqttHost: { text: 'Address of the broker.', type: 'string', default: '127.0.0.1' },
  mqttPort: { text: 'Port of the broker; 0 takes a free one.', type: 'integer', default: 4710, min: 0, max: 65535 },
  host: { text: 'Address of the health and metrics service.', type: 'string', default: '127.0.0.1' },
  httpPort: {
    text: 'Port of the health and metrics service; 0 takes a free one.',
    type: 'integer',
    default: 4711,
    min: 0,
    max: 65535,
  },
  followInterval: { text: 'How often the replica is asked for new blocks.', type: 'duration', default: '500ms' },
  blocksUnderWay: {
    text: 'Most internal blocks that are submitted and not yet recorded.',
    type: 'integer',
    default: 16,
    min: 1,
    max: 64,
  },
  logLevel: {
    text: 'Least level of log lines.',
    type: 'string',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
  },
});

export type OracleSettings = SettingsOf<typeof oracleSettings>;
