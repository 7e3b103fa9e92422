import { listenRows, logRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';
import { parseSources } from './sources.ts';

/** Settings of the watchdog; environment prefix DOMLEDGER_WATCHDOG_. */
export const watchdogSettings = defineSettings({
  dataDir: { text: 'Folder of alarms, heads seen, receipts and evidence.', type: 'path' },
  ...listenRows(4732, 'Port of the page and of /v1/alarms'),
  networkFile: { text: 'network.json to trust: whose seals count.', type: 'path' },
  sources: {
    text: 'What is watched: JSON [{"name": "sealer", "url": "http://…", "role": "sealer"}]; roles are sealer, replica, portal, other.',
    type: 'json',
    parse: parseSources,
  },
  interval: { text: 'Time from one look at everything to the next.', type: 'duration', default: '5s' },
  timeout: { text: 'How long a program may take to answer.', type: 'duration', default: '4s' },
  raiseAfter: {
    text: 'Looks in a row that must show a fault before its alarm.',
    type: 'integer',
    default: 2,
    min: 1,
    max: 20,
  },
  clearAfter: {
    text: 'Looks in a row without the fault before its alarm ends.',
    type: 'integer',
    default: 3,
    min: 1,
    max: 100,
  },
  heartbeat: { text: "The sealer's heartbeat: there is a block at least so often.", type: 'duration', default: '15m' },
  standingAfter: {
    text: "Longest time without a new block or a new statement of the sealer's which one is the newest.",
    type: 'duration',
    default: '60s',
  },
  heartbeatGrace: {
    text: 'How much later than these two a block or a statement may come.',
    type: 'duration',
    default: '20s',
  },
  stallAfter: { text: 'Longest time without a block while internal blocks wait.', type: 'duration', default: '20s' },
  lagBlocks: { text: 'How many blocks a replica or the portal may be behind.', type: 'integer', default: 20, min: 1 },
  clockDrift: { text: 'How far the clock of a program may be from this one.', type: 'duration', default: '5s' },
  blockClockDrift: {
    text: "How far a new block's time may be from this clock; more than the sealer's maxAhead.",
    type: 'duration',
    default: '60s',
  },
  seenBy: {
    text: 'How many witnesses, of those that the register counts, must have seen a block that the company keeps out.',
    type: 'integer',
    default: 2,
    min: 1,
    max: 16,
  },
  censoredAfter: { text: 'How long after that a block must be in the chain.', type: 'duration', default: '10m' },
  segmentEvery: {
    text: 'How often a stretch of 1,024 old blocks is drawn, and compared as two of the programs keep it.',
    type: 'duration',
    default: '1d',
  },
  diskFreeMib: { text: 'Least MiB that must be free for each program.', type: 'integer', default: 1024, min: 0 },
  diskFullWithin: {
    text: 'Alarm when a disk would be full within this time, growing as it does.',
    type: 'duration',
    default: '1d',
  },
  diskGrowthOver: { text: 'Time over which the growth of a disk is measured.', type: 'duration', default: '10m' },
  webhookUrl: {
    text: 'Each alarm and its end is posted here as JSON, again and again until it is taken.',
    type: 'url',
    optional: true,
  },
  ...logRows,
});

export type WatchdogSettings = SettingsOf<typeof watchdogSettings>;
