import { blockRanges } from '../../core/chain/block-ranges.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import { readPages, type RecordedBlock } from '../../core/chain/follow.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { KIND, kindName } from '../../core/domain/ledger/kinds.ts';
import { domainOf, LEDGERS, type LedgerName } from '../../core/domain/ledger/network.ts';
import { deviceIdOf } from '../../core/domain/crypto/device-signature.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import type { LastFrame } from '../../core/domain/reading/follows-frame.ts';
import { frameDomain, type Frame } from '../../core/domain/reading/frame.ts';
import { decodeReadings, type SignedBatch } from '../../core/domain/reading/readings-data.ts';
import { rebuildFrames } from '../../core/domain/reading/rebuild-frames.ts';
import type { KindName } from '../../core/domain/ledger/fact-table.ts';

/** A frame on the ledger, with the batch that it came in. */
export type LedgerFrame = Frame & {
  batch: SignedBatch;
  hash: Uint8Array;
  /** The frame of the channel before; undefined for the first. */
  before: LastFrame | undefined;
  inBlock: RecordedBlock;
};

/** Everything that the ledgers hold, read through one replica; grows with `refresh`. */
export type LedgerView = {
  readonly blocks: readonly RecordedBlock[];
  readonly frames: readonly LedgerFrame[];
  refresh(): Promise<void>;
  ofKind(kind: KindName): RecordedBlock[];
  counts(): Record<string, number>;
  heads(): Promise<Record<LedgerName, Hex>>;
};

export function openLedgerView(client: ChainClient): LedgerView {
  const blocks: RecordedBlock[] = [];
  const frames: LedgerFrame[] = [];
  const framesOf = frameReader(client);
  let next = 0n;
  const read = async (): Promise<void> => {
    const head = await client.head();
    for (const { from, to } of blockRanges(next, head)) {
      for await (const page of readPages(client, from, to)) {
        blocks.push(...page.blocks);
        for (const block of page.blocks) frames.push(...framesOf(block));
        next = page.toBlock + 1n;
      }
    }
  };
  let reading: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;
  /** One at a time, else a page would be there twice; all who wait for the next one share it. */
  const refresh = (): Promise<void> => {
    if (reading !== undefined) {
      waiting ??= reading
        .catch(() => undefined)
        .then(() => {
          waiting = undefined;
          return refresh();
        });
      return waiting;
    }
    reading = read().finally(() => (reading = undefined));
    return reading;
  };
  return {
    blocks,
    frames,
    refresh,
    ofKind: (kind) => blocks.filter(({ block }) => block.kind === KIND[kind]),
    counts() {
      const counts: Record<string, number> = {};
      for (const { block } of blocks) counts[kindName(block.kind)] = (counts[kindName(block.kind)] ?? 0) + 1;
      return { ...counts, frames: frames.length };
    },
    async heads() {
      const entries = await Promise.all(
        LEDGERS.map(async (name) => [name, (await client.read.ledgerState(name)).head] as const),
      );
      return Object.fromEntries(entries) as Record<LedgerName, Hex>;
    },
  };
}

/** Reads the frames of one block after the other; numbers and links follow from those before. */
function frameReader({ network }: ChainClient): (block: RecordedBlock) => LedgerFrame[] {
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const algorithms = new Map<Hex, 1 | 2>();
  const heads = new Map<Hex, LastFrame>();
  return (inBlock) => {
    if (inBlock.block.kind === KIND.DEVICE_REGISTER) {
      const { algorithm, x, y } = decodeData('DEVICE_REGISTER', inBlock.data);
      const known = algorithm === 1 ? 1 : 2;
      algorithms.set(deviceIdOf({ algorithm: known, x: BigInt(x), y: BigInt(y) }), known);
    }
    if (inBlock.block.kind !== KIND.READINGS) return [];
    return decodeReadings(inBlock.data).flatMap((batch) => {
      const algorithm = algorithms.get(batch.deviceId) ?? 1;
      const before = new Map(heads);
      return rebuildFrames(batch, { algorithm, domain, heads }).map(({ frame, hash, link }) => {
        const last = before.get(frame.channel);
        before.set(frame.channel, { ...frame, link });
        return { ...frame, batch, hash, before: last, inBlock };
      });
    });
  };
}
