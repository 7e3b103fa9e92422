import { blockRanges } from '../../core/chain/block-ranges.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import { readPages, type RecordedBlock } from '../../core/chain/follow.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { KIND, kindName } from '../../core/domain/ledger/kinds.ts';
import { LEDGERS, type LedgerName } from '../../core/domain/ledger/network.ts';
import { decodeReadings, type CalldataFrame } from '../../core/domain/reading/readings-data.ts';
import type { KindName } from '../../core/domain/ledger/fact-table.ts';

/** A frame on the ledger, with the batch that it came in. */
export type LedgerFrame = CalldataFrame & { deviceId: Hex; inBlock: RecordedBlock };

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
  let next = 0n;
  return {
    blocks,
    frames,
    async refresh() {
      const head = await client.head();
      for (const { from, to } of blockRanges(next, head)) {
        for await (const page of readPages(client, from, to)) {
          blocks.push(...page.blocks);
          for (const block of page.blocks) if (block.block.kind === KIND.READINGS) frames.push(...framesOf(block));
        }
        next = to + 1n;
      }
    },
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

function framesOf(block: RecordedBlock): LedgerFrame[] {
  return decodeReadings(block.data).flatMap(({ deviceId, frames }) =>
    frames.map((frame) => ({ ...frame, deviceId, inBlock: block })),
  );
}
