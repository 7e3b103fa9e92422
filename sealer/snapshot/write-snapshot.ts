import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { decodeHeader } from '../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';
import { lockData } from '../chain/data-lock.ts';
import { whenHere } from '../chain/segments/away.ts';
import { startEmbeddedEngine } from '../engine/embedded/embedded-engine.ts';
import { genesisOf } from '../network/genesis.ts';
import { carryState } from './follow-state.ts';
import { genesisState } from './genesis-state.ts';
import { lookIntoLog, type LogView, type Refusal } from './look-into-log.ts';
import { hashOfPiece, piecesOf, type Manifest } from './manifest.ts';
import { snapshotFolder, type SnapshotFolder } from './snapshot-folder.ts';
import { decodeState, encodeState, type State } from './state-bytes.ts';

export type SnapshotProgress = (done: number, of: number) => void;

/**
 * Makes the snapshot of block `number` of a data folder, whose program may run: the newest earlier one, or the genesis, is carried over the transactions since.
 * An engine that starts from what came out must have the state root of the sealed header; only then it is kept. Why ledgers refused what they did is written into the
 * index of the log on the way.
 * @throws InputError DATA_MISSING, DATA_IN_USE while another snapshot is made, BLOCK_UNKNOWN, SNAPSHOT_STATE, LOG_DAMAGED
 */
export async function writeSnapshot(args: {
  data: string;
  domain: NetworkDomain;
  /** The newest one without it. */
  number?: bigint;
  onProgress?: SnapshotProgress;
}): Promise<Manifest> {
  const { data, domain } = args;
  using view = lookIntoLog(data);
  const number = Number(args.number ?? BigInt(view.length - 1));
  if (number < 1 || number >= view.length)
    throw new InputError(
      'BLOCK_UNKNOWN',
      `Block ${number} has no state of its own here: the log ends with ${view.length - 1}.`,
    );
  using _alone = lockData(join(data, 'snapshots'));
  const folder = snapshotFolder(data);
  const genesis = genesisOf(domain.chainId);
  const base = (await startOf(folder, view, domain, number)) ?? {
    number: 0,
    timestamp: genesis.timestamp,
    state: genesisState(),
  };

  const filled = view.filled(base.number + 1, number);
  const blocks = async function* () {
    for (const at of filled) yield await whenHere(() => view.record(at));
  };
  let done = 0;
  const refusals: Refusal[] = [];
  await carryState({
    genesis,
    state: base.state,
    from: { number: BigInt(base.number), timestamp: base.timestamp },
    blocks: blocks(),
    isNumberBound: (block) => view.mayChangeKey(Number(block.number)),
    onRefused: (place, data) => refusals.push({ place, data }),
    onBlock: () => args.onProgress?.(++done, filled.length),
  });

  const record = await whenHere(() => view.record(number));
  const { bytes, slots } = encodeState(base.state);
  const { stateRoot } = decodeHeader(record.header);
  const { blockHash } = record.seal;
  const start = { number: record.number, blockHash, timestamp: record.timestamp, stateRoot, state: bytes };
  await (await startEmbeddedEngine(genesis, start))[Symbol.asyncDispose]();
  const manifest: Manifest = {
    number: record.number,
    sealHash: sealDigest(domain, record.seal),
    stateRoot,
    bytes: bytes.length,
    slots,
    pieces: piecesOf(bytes).map(hashOfPiece),
  };
  // Before the snapshot is there: an engine that starts from it cannot say them any more.
  await view.keepRefusals(refusals);
  folder.write(manifest, bytes);
  folder.prune();
  return manifest;
}

/** The newest snapshot below `number` that is of this log and whole. */
async function startOf(
  folder: SnapshotFolder,
  view: LogView,
  domain: NetworkDomain,
  number: number,
): Promise<{ number: number; timestamp: bigint; state: State } | undefined> {
  for (const at of folder.numbers()) {
    if (at > number) continue;
    try {
      const manifest = folder.manifest(at);
      const record = await whenHere(() => view.record(Number(at)));
      if (manifest.sealHash !== sealDigest(domain, record.seal)) continue;
      return { number: Number(at), timestamp: record.timestamp, state: decodeState(folder.state(manifest)) };
    } catch (error) {
      // One that was damaged is made anew from an earlier one.
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}
