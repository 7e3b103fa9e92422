import { listenRows, logRows, proxyRows } from '../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../core/runtime/settings.ts';
import { engineRows } from './engine/engine-settings.ts';
import { parseFirstWitnesses } from './network/first-witnesses.ts';

/** What the company's sealer takes. Keys and log stand in the data folder. */
export const sealerSettings = defineSettings({
  data: { text: 'Folder of the log, the queue and the keystores.', type: 'path' },
  ...listenRows(4700, 'Port to listen on'),
  ...proxyRows,
  name: { text: 'Name of the network, for people. Fixed at the first start.', type: 'string', default: 'domledger' },
  chainId: { text: 'EVM chain id of the network. Fixed at the first start.', type: 'integer', default: 53278, min: 1 },
  currency: { text: 'Currency of all amounts (ISO 4217). Fixed at the first start.', type: 'string', default: 'RUB' },
  timeZone: {
    text: 'IANA time zone of periods and days. Fixed at the first start.',
    type: 'string',
    default: 'Europe/Moscow',
  },
  company: { text: "The management company's account. Fixed at the first start.", type: 'address' },
  portal: { text: "The portal's account. Fixed at the first start.", type: 'address' },
  witnesses: {
    text: 'Who cosigns blocks from the beginning: JSON [{"key": "0x…", "owner": "0x…"}], at most 16. Fixed at the first start.',
    type: 'json',
    default: [],
    parse: parseFirstWitnesses,
  },
  targetBits: {
    text: 'How many leading bits of a seal hash are zero. Fixed at the first start.',
    type: 'integer',
    default: 12,
    min: 0,
    max: 24,
  },
  blockInterval: { text: 'Least time from one block to the next.', type: 'duration', default: '250ms' },
  heartbeat: {
    text: 'An empty block is made after this time without one. In between, whoever asks gets a signed statement which block is the newest.',
    type: 'duration',
    default: '15m',
  },
  maxAhead: {
    text: 'How far the timestamps of quick blocks may run ahead of the clock.',
    type: 'duration',
    default: '10s',
  },
  answersState: {
    text: 'Whether the sealer itself answers calls, logs and proofs at /rpc. Off, only replicas do, and nobody can slow the making of blocks by asking.',
    type: 'boolean',
    default: false,
  },
  requestsPerSecond: {
    text: 'Requests a second of one address, and four times as many at once; more of them wait.',
    type: 'integer',
    default: 300,
    min: 1,
  },
  queueMax: { text: 'Most internal blocks that wait at once.', type: 'integer', default: 50_000, min: 1 },
  subscriberPerMinute: {
    text: 'Internal blocks a minute of one subscriber, and as many at once.',
    type: 'integer',
    default: 120,
    min: 1,
  },
  subscriberBytesPerMinute: {
    text: 'Bytes of data a minute of one subscriber; sixteen times as many at once.',
    type: 'integer',
    default: 32_768,
    // A letter of the greatest length fits into what may come at once.
    min: 4_608,
  },
  programPerSecond: {
    text: 'Internal blocks a second of a provider, the company, the portal or a collector; ten times as many at once.',
    type: 'integer',
    default: 1000,
    min: 1,
  },
  programBytesPerSecond: {
    text: 'Bytes of data a second of a provider, the company, the portal or a collector; sixteen times as many at once.',
    type: 'integer',
    default: 1_048_576,
    // Of the greatest data of a block, which is a batch of frames.
    min: 16_384,
  },
  enrolPerMinute: {
    text: 'Enrolments a minute of all strangers together, and as many at once.',
    type: 'integer',
    default: 600,
    min: 1,
  },
  keeper: {
    text: 'The keeper that holds the seal keys for this sealer and its standby. Without it the keys stand in the data folder.',
    type: 'url',
    optional: true,
  },
  keeperToken: { text: "File of the keeper's token.", type: 'path', optional: true },
  primaryUrl: {
    text: 'The other sealer of the same keeper, and replicas, with commas between them: whom to follow while the other one seals.',
    type: 'urls',
    optional: true,
  },
  takeoverAfter: {
    text: 'A standby takes over when the sealer neither answers nor has blocks signed for this long.',
    type: 'duration',
    default: '30s',
  },
  found: {
    text: 'Founds a network in a folder without network.json, as `domledger found` does it once. Without it such a folder is refused: a missing file or setting founds none.',
    type: 'boolean',
    default: false,
  },
  foreignReplicas: {
    text: 'Replicas of other owners, with commas between them: before the first block of a start the sealer takes from them what the company sealed and its folder lacks; one must answer.',
    type: 'urls',
    optional: true,
  },
  alone: {
    text: 'Goes on without the answer of any replica of another owner: logged, and public in /health. A folder that is older than what others hold then forks the chain.',
    type: 'boolean',
    default: false,
  },
  ...engineRows,
  ...logRows,
});

export type SealerSettings = SettingsOf<typeof sealerSettings>;
