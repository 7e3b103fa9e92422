import { decodeEventLog, encodeEventTopics, parseAbiItem } from 'viem';
import { TransientError } from '../domain/bytes/errors.ts';
import type { Hex } from '../domain/bytes/hex.ts';

/** The one event of every ledger and register (docs/formats.md §2): at most one per digest, never taken back. */
const BLOCK_RECORDED = parseAbiItem(
  'event BlockRecorded(bytes32 indexed digest, address indexed from, address indexed to, uint256 position, uint16 kind, bytes32 subject, bytes32 head)',
);

/** Its topic 0. */
export const BLOCK_RECORDED_TOPIC: Hex = topicOf();

/** A raw log as eth_getLogs gives it. */
export type RawLog = {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly transactionHash: Hex;
};

export type BlockRecorded = {
  readonly digest: Hex;
  readonly position: bigint;
  readonly kind: number;
  readonly subject: Hex;
  readonly head: Hex;
};

/** @throws TransientError LOG_MALFORMED if the node answered something else than asked */
export function decodeBlockRecorded(log: RawLog): BlockRecorded {
  const [topic, ...rest] = log.topics;
  if (topic !== BLOCK_RECORDED_TOPIC)
    throw new TransientError('LOG_MALFORMED', `Log ${log.logIndex} of block ${log.blockNumber} is no BlockRecorded.`);
  const { args } = decodeEventLog({ abi: [BLOCK_RECORDED], topics: [topic, ...rest], data: log.data });
  return { digest: args.digest, position: args.position, kind: args.kind, subject: args.subject, head: args.head };
}

function topicOf(): Hex {
  const [topic] = encodeEventTopics({ abi: [BLOCK_RECORDED] });
  return topic;
}
