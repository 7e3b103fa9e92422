import { WITNESSES_MAX } from '../../core/domain/limits.ts';
import { listenRows, logRows, proxyRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';
import { engineRows } from '../engine/engine-settings.ts';
import { parsePeers } from './peer-settings.ts';

/** What a replica takes: a register DR1-DR4, or a subscriber's workstation in full mode. */
export const replicaSettings = defineSettings({
  data: { text: 'Folder of the log, of evidence and of the witness key.', type: 'path' },
  ...listenRows(4701, 'Port to listen on'),
  ...proxyRows,
  from: {
    text: 'The sealer or another replica to download blocks from; of several, with commas between them, the first is followed while it is not silent, refused or behind another one.',
    type: 'urls',
  },
  network: {
    text: 'File of the network that you trust (network.json). Without it, the first answer of the other side is trusted and kept.',
    type: 'path',
    optional: true,
  },
  requestsPerSecond: {
    text: 'Requests a second of one address, and four times as many at once; more of them wait.',
    type: 'integer',
    default: 300,
    min: 1,
  },
  snapshotWitnesses: {
    text: 'How many witnesses must have cosigned the block of whose state a replica with an empty folder begins; the past is then executed beside its work, and until that is done it cosigns nothing. 0 executes the past first.',
    type: 'integer',
    default: 2,
    min: 0,
    max: WITNESSES_MAX,
  },
  witness: { text: 'Whether to cosign verified heads.', type: 'boolean', default: false },
  blockClockDrift: {
    text: "How far a block's date may be from this clock; of others the witness cosigns nothing, and health is red.",
    type: 'duration',
    default: '15m',
  },
  witnessKeystore: {
    text: "Keystore of the operator's account (NAME.json beside NAME.password) to cosign with; without it the replica makes a key of its own.",
    type: 'path',
    optional: true,
  },
  peers: {
    text: 'Other replicas whose witnesses are asked to cosign the same heads: JSON [{"url": "http://…", "witness": "0x…"}].',
    type: 'json',
    default: [],
    parse: parsePeers,
  },
  queue: {
    text: "The company's sealers, to pass on blocks that somebody brings here; without it, where blocks are downloaded from.",
    type: 'urls',
    optional: true,
  },
  poll: {
    text: 'Time between questions where the other side does not hold them until there is a block.',
    type: 'duration',
    default: '200ms',
  },
  ...engineRows,
  ...logRows,
});

export type ReplicaSettings = SettingsOf<typeof replicaSettings>;
