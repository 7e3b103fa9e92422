import { defineSettings } from '../../core/runtime/settings.ts';
import type { SettingsOf } from '../../core/runtime/settings.ts';

/** Settings of the gateway agent; environment prefix DOMLEDGER_GATEWAY_. */
export const gatewaySettings = defineSettings({
  gatewayId: { text: 'Name of this gateway at the broker: letters, digits, dot, dash, underscore.', type: 'string' },
  dataDir: { text: 'Folder for queue, keys and state.', type: 'path' },
  networkFile: { text: 'network.json: chain id, ReadingLedger address, time zone.', type: 'path' },
  company: { text: 'The management company whose signature on register entries this gateway trusts.', type: 'address' },
  metersFile: { text: 'The meter register: a JSON list of meters (docs/configuration.md).', type: 'path' },
  mqttUrl: { text: 'The broker.', type: 'url', default: 'mqtt://127.0.0.1:4710' },
  tokenFile: { text: 'File with the secret for the broker; made when missing.', type: 'path' },
  spoolDir: {
    text: 'Folder whose *.jsonl files bring telegrams, one JSON object a line.',
    type: 'path',
    optional: true,
  },
  spoolInterval: { text: 'How often the spool folder is looked through.', type: 'duration', default: '500ms' },
  pollInterval: {
    text: 'How often meters with a poll entry are read over TCP M-Bus.',
    type: 'duration',
    default: '1h',
  },
  pollTimeout: { text: 'How long a meter may take to answer.', type: 'duration', default: '3s' },
  cadence: {
    text: 'One packet a local day, or a frame for each reading.',
    type: 'string',
    choices: ['day', 'each'],
    default: 'day',
  },
  hourTolerance: {
    text: 'A reading this long after the hour counts as the register at the hour.',
    type: 'duration',
    default: '60s',
  },
  dayGrace: {
    text: 'A day that stays incomplete is closed this long after its end, and after its last telegram.',
    type: 'duration',
    default: '2h',
  },
  batchFrames: { text: 'Most frames under one device signature.', type: 'integer', default: 200, min: 1, max: 200 },
  batchAge: {
    text: 'Longest time that a frame waits for others to share a signature.',
    type: 'duration',
    default: '1s',
  },
  retryAfter: { text: 'Wait before a refused or deferred message is sent again.', type: 'duration', default: '5s' },
  host: { text: 'Address of the health and metrics service.', type: 'string', default: '127.0.0.1' },
  httpPort: {
    text: 'Port of the health and metrics service; 0 takes a free one.',
    type: 'integer',
    default: 4712,
    min: 0,
    max: 65535,
  },
  logLevel: {
    text: 'Least level of log lines.',
    type: 'string',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
  },
});

export type GatewaySettings = SettingsOf<typeof gatewaySettings>;
