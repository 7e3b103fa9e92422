import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import { firstBlockOf, type BlockLog } from '../chain/block-log.ts';
import { openChain, type Chain } from '../chain/chain.ts';
import { segmentsOf } from '../chain/segments/segment-folder.ts';
import { openLogIndex, type LogIndex } from '../chain/index/log-index.ts';
import { sealRulesOf } from '../chain/seal-rules.ts';
import { startEngine } from '../engine/engine-settings.ts';
import type { Engine } from '../engine/engine.ts';
import type { ReplicaSettings } from '../replica/settings.ts';
import { beginFromState, type Beginning } from './begin-from-state.ts';
import { lostBeginning, readBegun, writeBegun } from './begun-file.ts';
import { finishJoin, isJoining } from './finish-join.ts';
import { openPartialLog, type PartialLog } from './partial-log.ts';

export type ReplicaChain = {
  chain: Chain;
  index: LogIndex;
  /** The log that lacks what lies before the state that the replica began with; nothing where it is whole. */
  partial: PartialLog | undefined;
};

type Args = {
  settings: ReplicaSettings;
  network: Network;
  onBlock: (record: BlockRecord) => void;
  progress: Progress;
  log: Log;
  now: () => number;
  signal: AbortSignal;
  opened: AsyncDisposableStack;
};

/**
 * The chain of a replica's folder: what the log has; in an empty folder from a state that witnesses vouch for, or from block 0 on where there is none.
 * @throws InputError as `openChain`, and BEGUN_LOST
 */
export async function openReplicaChain(args: Args): Promise<ReplicaChain> {
  const { settings, network } = args;
  const file = join(settings.data, 'blocks.log');
  args.progress.begin('reading the log');
  if (isJoining(settings.data)) finishJoin(settings.data);
  const isEmpty = !existsSync(segmentsOf(file)) && (!existsSync(file) || statSync(file).size === 0);
  const beginning = isEmpty ? await takeState(args) : undefined;
  const first = beginning === undefined ? firstBlockOf(file) : Number(beginning.number - 1n);
  const rules = sealRulesOf(network);
  if (first === 0) {
    const index = args.opened.use(openLogIndex(join(settings.data, 'index.db'), rules));
    return { chain: await openOver(args, { index, file }), index, partial: undefined };
  }
  const partial = openPartialLog({ data: settings.data, rules, first, onRead: (blocks) => args.progress.at(blocks) });
  args.opened.use(partial.index);
  if (beginning !== undefined) {
    writeBegun(settings.data, beginning);
    for (const record of beginning.records) partial.log.append(record);
  }
  const known = beginning?.handovers ?? readBegun(settings.data, first).handovers;
  const parts = { index: partial.index, file: partial.log, known, engine: beginning?.engine };
  return { chain: await openOver(args, parts), index: partial.index, partial };
}

async function openOver(
  args: Args,
  parts: { index: LogIndex; file: string | BlockLog; known?: Beginning['handovers']; engine?: Engine | undefined },
): Promise<Chain> {
  const { settings, network, progress, log } = args;
  const { engine, index, ...opening } = parts;
  const start = async (blocks: BlockLog): Promise<Engine> => {
    progress.begin('replaying the log', blocks.length);
    const started = await startEngine(settings, { domain: domainOf(network), blocks, log, signal: args.signal });
    args.opened.use(started);
    if (index.first > 0 && (await started.head()).number === 0n) throw lostBeginning(settings.data, index.first);
    return started;
  };
  return openChain({
    ...opening,
    index,
    engine: engine ?? start,
    rules: sealRulesOf(network),
    onRead: (blocks) => progress.at(blocks),
    onBlock: args.onBlock,
    onReplay: (done, of) => log.info({ done, of }, 'replaying the log'),
    now: args.now,
  });
}

async function takeState({ settings, network, progress, log, signal, opened }: Args): Promise<Beginning | undefined> {
  if (settings.engine !== 'embedded' || settings.snapshotWitnesses === 0) return undefined;
  progress.begin('asking for a state to begin with');
  const beginning = await beginFromState({
    data: settings.data,
    network,
    sources: settings.from,
    peers: settings.peers,
    required: settings.snapshotWitnesses,
    signal,
    onFetching: (number, fetched, of) => {
      progress.begin(`fetching the state of block ${number}`, of);
      progress.at(fetched);
    },
    onRefused: (from, error) => log.warn({ code: error.code, from }, error.message),
  });
  if (beginning === undefined) return undefined;
  opened.use(beginning.engine);
  const { number, words } = beginning;
  const witnesses = words.map(({ witness }) => witness);
  log.info({ number: number.toString(), witnesses }, 'begun with a state that witnesses executed; the past follows');
  return beginning;
}
