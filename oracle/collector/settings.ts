import { z } from 'zod';
import { healthRows, logRows, queueRows } from '../../core/runtime/common-rows.ts';
import { defineSettings } from '../../core/runtime/settings.ts';
import { mqttAccessSettings } from '../mqtt-access.ts';
import type { SettingsOf } from '../../core/runtime/settings.ts';

const gatewayNames = z.array(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)).min(1);

/** Settings of the oracle daemon (the collector, ARSMMS); environment prefix DOMLEDGER_ORACLE_. */
export const oracleSettings = defineSettings({
  dataDir: { text: 'Folder for inbox, outbox and account.', type: 'path' },
  networkFile: { text: 'network.json of the network that is served.', type: 'path' },
  replicaUrl: {
    text: 'The replicas that are read, with commas between them: the first that answers and is not behind.',
    type: 'urls',
    default: 'http://127.0.0.1:4700',
  },
  ...queueRows,
  gateways: {
    text: 'Names of the gateways that may sign in: a JSON list of texts.',
    type: 'json',
    parse: (value) => gatewayNames.parse(value),
  },
  tokensDir: { text: 'Folder with a file NAME.token for each gateway; made when missing.', type: 'path' },
  mqttUrl: {
    text: 'Another broker to use (mqtts://…, network/mosquitto) instead of the embedded one.',
    type: 'url',
    optional: true,
  },
  ...mqttAccessSettings,
  mqttHost: { text: 'Address of the embedded broker.', type: 'string', default: '127.0.0.1' },
  mqttPort: {
    text: 'Port of the embedded broker; 0 takes a free one.',
    type: 'integer',
    default: 4710,
    min: 0,
    max: 65535,
  },
  connectionsPerAddress: {
    text: 'Most connections to the embedded broker from one address.',
    type: 'integer',
    default: 100,
    min: 1,
    max: 1000,
  },
  framesPerSecond: {
    text: 'Frames a second of one gateway in the long run; beyond, its acknowledgements are held back. A message counts as one frame for each 4 KiB at least.',
    type: 'integer',
    default: 2000,
    min: 1,
  },
  framesAtOnce: {
    text: 'Frames that one gateway may send at once before that.',
    type: 'integer',
    default: 20_000,
    min: 1,
  },
  keepRecorded: {
    text: 'How long frames stay in the inbox after they reached the ledger.',
    type: 'duration',
    default: '7d',
  },
  diskFree: {
    text: 'Bytes of the disk that stay free: below, nothing is acknowledged.',
    type: 'integer',
    default: 268_435_456,
    min: 0,
  },
  inboxBytes: {
    text: 'Bytes that the inbox may have in use before nothing more is acknowledged; 0 for any number.',
    type: 'integer',
    default: 0,
    min: 0,
  },
  ...healthRows(4711),
  followInterval: { text: 'How often the replica is asked for new blocks.', type: 'duration', default: '500ms' },
  blocksUnderWay: {
    text: 'Most internal blocks that are submitted and not yet recorded.',
    type: 'integer',
    default: 16,
    min: 1,
    max: 64,
  },
  ...logRows,
});

export type OracleSettings = SettingsOf<typeof oracleSettings>;
