import { keccak256, parseTransaction } from 'viem';
import { decodeSubmit } from '../domain/ledger/block-data.ts';
import { TransientError } from '../domain/bytes/errors.ts';
import { internalBlockDigest } from '../domain/ledger/internal-block.ts';
import { domainOf, ledgerNameOf } from '../domain/ledger/network.ts';
import { pause } from '../runtime/pause.ts';
import { backoffMs } from '../runtime/retry.ts';
import { blockRanges } from './block-ranges.ts';
import { decodeBlockRecorded } from './block-recorded.ts';
import { lowerHex, type Hex } from '../domain/bytes/hex.ts';
import type { InternalBlock } from '../domain/ledger/internal-block.ts';
import type { LedgerName, Network } from '../domain/ledger/network.ts';
import type { BlockRecordPage } from './block-records.ts';
import type { RawLog } from './block-recorded.ts';
import type { ChainClient } from './chain-client.ts';

/** An internal block that a ledger holds, and where. (blockNumber, logIndex) orders all of them. */
export type RecordedBlock = {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  /** Unix seconds of the external block. */
  readonly blockTimestamp: bigint;
  readonly transactionHash: Hex;
  readonly ledger: Hex;
  readonly ledgerName: LedgerName;
  readonly digest: Hex;
  /** In its ledger, from 1. */
  readonly position: bigint;
  /** The ledger's head with this block. */
  readonly head: Hex;
  readonly block: InternalBlock;
  readonly signature: Hex;
  readonly data: Hex;
};
/** Everything that the ledgers took in the external blocks fromBlock to toBlock, both included; often nothing. */
export type RecordedPage = {
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
  readonly blocks: readonly RecordedBlock[];
};

/** What following needs of a chain client. */
export type FollowClient = Pick<ChainClient, 'network' | 'head' | 'blockRecords' | 'recordedLogs'>;

const RECORD_CHUNK = 50;

/**
 * Pages of recorded internal blocks from external block `from` on, in order, without a gap, for ever or until the signal. A page's
 * toBlock + 1 is where to resume. Waits out a node that is away. Calldata comes from the block records; digest and data hash are checked.
 */
export async function* followLedgers(args: {
  client: FollowClient;
  from: bigint;
  signal: AbortSignal;
  pollMs: number;
}): AsyncGenerator<RecordedPage, void, undefined> {
  const { client, signal } = args;
  let next = args.from;
  for (let failures = 0; !signal.aborted;) {
    try {
      const head = await client.head();
      for (const { from, to } of blockRanges(next, head)) {
        if (signal.aborted) break;
        for await (const page of readPages(client, from, to)) {
          yield page;
          next = page.toBlock + 1n;
        }
        failures = 0;
      }
      failures = 0;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      failures += 1;
    }
    await pause(failures > 0 ? backoffMs(failures, { baseMs: args.pollMs, maxMs: 10_000 }) : args.pollMs, signal);
  }
}

/** The recorded blocks of fromBlock to toBlock (at most 2,000 external blocks), in pages of bounded size. */
export async function* readPages(
  client: FollowClient,
  from: bigint,
  to: bigint,
): AsyncGenerator<RecordedPage, void, undefined> {
  const logs = new Map<bigint, RawLog[]>();
  for (const log of await client.recordedLogs(from, to))
    logs.set(log.blockNumber, [...(logs.get(log.blockNumber) ?? []), log]);
  const filled = [...logs.keys()].sort((a, b) => (a < b ? -1 : 1));
  let next = from;
  while (next <= to) {
    const first = filled.find((number) => number >= next);
    if (first === undefined) break;
    const last = filled.findLast((number) => number >= next && number < first + BigInt(RECORD_CHUNK)) ?? first;
    const records = await client.blockRecords(first, Number(last - first) + 1);
    const final = records.at(-1);
    if (final === undefined)
      throw new TransientError('RECORDS_MISSING', `The node has logs of block ${first} but no record of it yet.`);
    const blocks = records.flatMap((record) => joinRecord(client.network, record, logs.get(record.number) ?? []));
    yield { fromBlock: next, toBlock: final.number, blocks };
    next = final.number + 1n;
  }
  if (next <= to) yield { fromBlock: next, toBlock: to, blocks: [] };
}

function joinRecord(network: Network, record: BlockRecordPage, logs: readonly RawLog[]): RecordedBlock[] {
  if (logs.length === 0) return [];
  const transactions = new Map(record.transactions.map((raw) => [keccak256(raw), raw]));
  return [...logs]
    .sort((a, b) => a.logIndex - b.logIndex)
    .map((log) => joinLog(network, record.timestamp, log, transactions.get(log.transactionHash)));
}

/** A log says that a block was recorded, the transaction what it was: both must speak of the same digest. */
function joinLog(network: Network, blockTimestamp: bigint, log: RawLog, raw: Hex | undefined): RecordedBlock {
  const where = `log ${log.logIndex} of block ${log.blockNumber}`;
  const ledger = lowerHex(log.address);
  const ledgerName = ledgerNameOf(network, ledger);
  const transaction = raw === undefined ? undefined : parseTransaction(raw);
  if (
    ledgerName === undefined ||
    transaction?.data === undefined ||
    transaction.to == null ||
    lowerHex(transaction.to) !== ledger
  ) {
    throw new TransientError('LOG_MALFORMED', `The transaction of ${where} is not in the block's record.`);
  }
  const recorded = decodeBlockRecorded(log);
  const { block, signature, data } = decodeSubmit(transaction.data);
  if (internalBlockDigest(domainOf(network), ledger, block) !== recorded.digest || keccak256(data) !== block.dataHash) {
    throw new TransientError('LOG_MALFORMED', `The transaction of ${where} carries another internal block.`);
  }
  return {
    blockNumber: log.blockNumber,
    logIndex: log.logIndex,
    blockTimestamp,
    transactionHash: log.transactionHash,
    ledger,
    ledgerName,
    digest: recorded.digest,
    position: recorded.position,
    head: recorded.head,
    block,
    signature,
    data,
  };
}
