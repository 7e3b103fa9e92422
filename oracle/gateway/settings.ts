import { healthRows, logRows } from '../../core/runtime/common-rows.ts';
import { defineSettings } from '../../core/runtime/settings.ts';
import { mqttAccessSettings } from '../mqtt-access.ts';
import { parseInputs } from './inputs/parse-inputs.ts';
import type { SettingsOf } from '../../core/runtime/settings.ts';

/** Settings of the gateway agent; environment prefix DOMLEDGER_GATEWAY_. */
export const gatewaySettings = defineSettings({
  gatewayId: { text: 'Name of this gateway at the broker: letters, digits, dot, dash, underscore.', type: 'string' },
  dataDir: { text: 'Folder for queue, keys and state.', type: 'path' },
  networkFile: { text: 'network.json: chain id, ReadingLedger address, time zone.', type: 'path' },
  company: { text: 'The management company whose signature on register entries this gateway trusts.', type: 'address' },
  metersFile: { text: 'The meter register: a JSON list of meters (docs/gateway.md).', type: 'path' },
  mqttUrl: { text: 'The broker.', type: 'url', default: 'mqtt://127.0.0.1:4710' },
  ...mqttAccessSettings,
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
  inputs: {
    text: 'Ways in which telegrams arrive: a JSON list of {"type": …} (docs/gateway.md).',
    type: 'json',
    parse: parseInputs,
    default: [],
  },
  deviceKey: {
    text: 'Where the device key is: in a file of the data folder, or in a PKCS#11 token.',
    type: 'string',
    choices: ['file', 'pkcs11'],
    default: 'file',
  },
  pkcs11Tool: { text: "OpenSC's pkcs11-tool.", type: 'string', default: 'pkcs11-tool' },
  pkcs11Module: { text: 'The PKCS#11 library of the token.', type: 'path', optional: true },
  pkcs11Token: { text: 'Label of the token.', type: 'string', optional: true },
  pkcs11Key: { text: 'Id of the P-256 key pair in the token, in hex.', type: 'string', default: '01' },
  pkcs11PinFile: { text: 'File with the PIN of the token.', type: 'path', optional: true },
  queueMax: {
    text: 'Megabytes that the database may use; beyond, new telegrams are refused and counted, and what is there is kept.',
    type: 'integer',
    default: 2_048,
    min: 1,
    max: 1_000_000,
  },
  frameKeep: {
    text: 'How long frames are kept after the ledger has them.',
    type: 'duration',
    default: '30d',
  },
  clockMarker: {
    text: 'A file that is there while the clock is synchronised, such as /run/systemd/timesync/synchronized; without it, frames are flagged.',
    type: 'path',
    optional: true,
  },
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
  ...healthRows(4712),
  ...logRows,
});

export type GatewaySettings = SettingsOf<typeof gatewaySettings>;
