import { InputError } from '../../core/domain/bytes/errors.ts';
import { decodeHeader } from '../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';
import type { BlockLog } from '../chain/block-log.ts';
import { whenHere } from '../chain/segments/away.ts';
import { startEmbeddedEngine } from '../engine/embedded/embedded-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { genesisOf } from '../network/genesis.ts';
import { snapshotFolder } from './snapshot-folder.ts';

/**
 * An engine from the newest snapshot of the data folder that is of a block of its log and has the state root of that block's header; from the genesis where there
 * is none. One that is damaged, or of blocks that the log lost, is passed over.
 */
export async function startFromSnapshot(args: {
  data: string;
  domain: NetworkDomain;
  log: Pick<BlockLog, 'length' | 'read'>;
  onRefused?: (number: bigint, error: InputError) => void;
}): Promise<Engine> {
  const { data, domain, log } = args;
  for (const number of snapshotFolder(data).numbers()) {
    if (number >= BigInt(log.length)) continue;
    try {
      return await startAtSnapshot({ data, domain, log, number });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      args.onRefused?.(number, error);
    }
  }
  return startEmbeddedEngine(genesisOf(domain.chainId));
}

/** An engine from the snapshot of this block of the log. @throws InputError SNAPSHOT_INVALID, SNAPSHOT_PIECE, SNAPSHOT_STATE when it is damaged, or of another block */
export async function startAtSnapshot(args: {
  data: string;
  domain: NetworkDomain;
  log: Pick<BlockLog, 'read'>;
  number: bigint;
}): Promise<Engine> {
  const { domain, number } = args;
  const folder = snapshotFolder(args.data);
  const manifest = folder.manifest(number);
  const record = await whenHere(() => args.log.read(Number(number)));
  if (sealDigest(domain, record.seal) !== manifest.sealHash)
    throw new InputError('SNAPSHOT_STATE', `The snapshot of block ${number} is of another block than the log's.`);
  const { stateRoot } = decodeHeader(record.header);
  const { blockHash } = record.seal;
  const state = folder.state(manifest);
  const start = { number, blockHash, timestamp: record.timestamp, stateRoot, state };
  return startEmbeddedEngine(genesisOf(domain.chainId), start);
}
