import { createPublicClient, http } from 'viem';
import { InputError, TransientError } from '../domain/bytes/errors.ts';
import { parseHex, toQuantity } from '../domain/bytes/hex.ts';
import { looseFields } from '../domain/bytes/loose-fields.ts';
import { isRecord } from '../domain/bytes/is-record.ts';
import { internalBlockDigest, signedBlockToJson } from '../domain/ledger/internal-block.ts';
import { LOG_BLOCKS_MAX } from '../domain/limits.ts';
import { dateBlock } from '../domain/ledger/date-block.ts';
import { domainOf, LEDGERS, parseNetwork } from '../domain/ledger/network.ts';
import { blockRanges } from './block-ranges.ts';
import { BLOCK_RECORDED_TOPIC } from './block-recorded.ts';
import { parseBlockRecords } from './block-records.ts';
import { createReceiptChecks } from './check-receipt.ts';
import { contractReads } from './contract-reads.ts';
import { contractRefusalOf, requestJson } from './http-json.ts';
import { isTooMuch, withTransientFaults } from './viem-faults.ts';
import type { Hex } from '../domain/bytes/hex.ts';
import type { SignedAdmission } from '../domain/seal/admission-receipt.ts';
import type { SignedRefusal } from '../domain/seal/refusal.ts';
import type { SignedBlock } from '../domain/ledger/internal-block.ts';
import type { Network } from '../domain/ledger/network.ts';
import type { PublicClient, RpcLog } from 'viem';
import type { BlockRecordPage } from './block-records.ts';
import type { RawLog } from './block-recorded.ts';
import type { ContractReads } from './contract-reads.ts';
import type { ContractRefusal } from './http-json.ts';
import { unixSeconds } from '../domain/unix-seconds.ts';

export type QueueStatus =
  | { readonly state: 'queued' | 'unknown' }
  | { readonly state: 'sealed'; readonly blockNumber: bigint }
  | { readonly state: 'refused'; readonly error: ContractRefusal };
export type HeadInfo = {
  readonly number: bigint;
  readonly sealHash: Hex;
  readonly blockHash: Hex;
  readonly timestamp: bigint;
};

/** Reads a replica that has verified what it serves, and hands internal blocks to the company's queue. */
export type ChainClient = {
  readonly network: Network;
  readonly read: ContractReads;
  /** Number of the newest sealed block that the replica holds. */
  head(): Promise<bigint>;
  headInfo(): Promise<HeadInfo>;
  /** Unix seconds to date a block with, by `dateBlock`: this clock's and the newest head that was seen. */
  now(): bigint;
  /** Records of consecutive external blocks, at most `limit`; fewer where the replica limits or ends. */
  blockRecords(from: bigint, limit: number): Promise<BlockRecordPage[]>;
  /** BlockRecorded logs of all seven contracts in the blocks from..to, both included, at most 2,000 blocks. */
  recordedLogs(from: bigint, to: bigint): Promise<RawLog[]>;
  /** Digests of the blocks that the ledgers took in from..to; any number of blocks. */
  recordedDigests(from: bigint, to: bigint): Promise<Hex[]>;
  /**
   * Gives a checked promise.
   * @throws InputError with the refusal's code; TransientError when it is unknown whether the queue has it, and RECEIPT_INVALID where its receipt binds nobody
   */
  submit(signed: SignedBlock): Promise<SignedAdmission>;
  /** The company's signed word in what `submit` threw, if the queue gave one. */
  refusalIn(error: unknown, digest: Hex): Promise<SignedRefusal | undefined>;
  /**
   * Brings a block that the queue does not answer for to the own replica, which says that it saw it and passes it on.
   * @returns the company's promise, where it gave it by this way
   */
  bring(signed: SignedBlock): Promise<SignedAdmission | undefined>;
  status(digest: Hex): Promise<QueueStatus>;
  /** Account and storage proof (EIP-1186) of a contract at a block. */
  getProof(address: Hex, storageKeys: readonly Hex[], blockNumber: bigint): ReturnType<PublicClient['getProof']>;
};

const TIMEOUT_MS = 15_000;

/**
 * A client of the replica at `url` and of the sealer's queue at `queueUrl`. Give the `network` that you trust; without it the
 * replica's own is taken, which is right only where the replica is yours.
 * @throws TransientError CHAIN_UNREACHABLE, NETWORK_MISSING while the replica is not there; InputError NETWORK_INVALID
 */
export async function connectChain(args: { url: string; queueUrl: string; network?: Network }): Promise<ChainClient> {
  const network = args.network ?? (await fetchNetwork(args.url));
  const addresses = LEDGERS.map((name) => network.contracts[name]);
  const client = createPublicClient({ transport: http(`${args.url}/rpc`, { retryCount: 0, timeout: TIMEOUT_MS }) });

  let seen = 0n;
  const headInfo = async (): Promise<HeadInfo> => {
    const body = fields(await requestJson(`${args.url}/v1/head`), 'head');
    const head = {
      number: integer(body['number'], 'head number'),
      sealHash: parseHex(body['sealHash'], 'head sealHash', 32),
      blockHash: parseHex(body['blockHash'], 'head blockHash', 32),
      timestamp: integer(body['timestamp'], 'head timestamp'),
    };
    if (head.timestamp > seen) seen = head.timestamp;
    return head;
  };
  const logsOf = async (from: bigint, to: bigint): Promise<RpcLog[]> => {
    const range = { fromBlock: toQuantity(from), toBlock: toQuantity(to) };
    try {
      return await withTransientFaults(() =>
        client.request({
          method: 'eth_getLogs',
          params: [{ address: addresses, topics: [BLOCK_RECORDED_TOPIC], ...range }],
        }),
      );
    } catch (error) {
      if (from === to || !isTooMuch(error)) throw error;
      const middle = (from + to) / 2n;
      return [...(await logsOf(from, middle)), ...(await logsOf(middle + 1n, to))];
    }
  };
  const recordedLogs = async (from: bigint, to: bigint): Promise<RawLog[]> => {
    if (to - from >= LOG_BLOCKS_MAX)
      throw new RangeError(`recordedLogs takes at most ${LOG_BLOCKS_MAX} blocks at once`);
    const logs = await logsOf(from, to);
    return logs.map((log) => {
      if (log.blockNumber === null || log.logIndex === null || log.transactionHash === null) {
        throw new TransientError('LOG_MALFORMED', 'The replica answered a log without its place.');
      }
      return {
        address: log.address,
        topics: log.topics,
        data: log.data,
        blockNumber: BigInt(log.blockNumber),
        logIndex: Number(log.logIndex),
        transactionHash: log.transactionHash,
      };
    });
  };

  const read = contractReads(client, network);
  const receipts = createReceiptChecks(network, () => read.sealKeys());
  return {
    network,
    read,
    headInfo,
    now: () => dateBlock(unixSeconds(), seen),
    head: async () => (await headInfo()).number,
    async blockRecords(from, limit) {
      return parseBlockRecords(await requestJson(`${args.url}/v1/blocks?from=${from}&limit=${limit}`), from);
    },
    recordedLogs,
    async recordedDigests(from, to) {
      const digests: Hex[] = [];
      for (const range of blockRanges(from, to)) {
        for (const log of await recordedLogs(range.from, range.to))
          digests.push(parseHex(log.topics[1], 'a BlockRecorded digest', 32));
      }
      return digests;
    },
    async submit(signed) {
      const answer = await requestJson(`${args.queueUrl}/v1/queue`, {
        method: 'POST',
        body: signedBlockToJson(signed),
      });
      const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
      return await receipts.check(answer, { digest, signature: signed.signature });
    },
    refusalIn: receipts.refusalIn,
    async bring(signed) {
      const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
      try {
        const answer = await requestJson(`${args.url}/v1/seen`, { method: 'POST', body: signedBlockToJson(signed) });
        const { receipt } = looseFields(answer);
        return receipt === undefined
          ? undefined
          : await receipts.check(receipt, { digest, signature: signed.signature });
      } catch (error) {
        // A way beside the queue: where there is none, the block is handed to the queue again.
        if (error instanceof InputError || error instanceof TransientError) return undefined;
        throw error;
      }
    },
    async status(digest) {
      return parseStatus(fields(await requestJson(`${args.queueUrl}/v1/queue/${digest}`), 'status'));
    },
    getProof: (address, storageKeys, blockNumber) =>
      withTransientFaults(() => client.getProof({ address, storageKeys: [...storageKeys], blockNumber })),
  };
}

async function fetchNetwork(url: string): Promise<Network> {
  try {
    return parseNetwork(await requestJson(`${url}/v1/network`));
  } catch (cause) {
    if (cause instanceof InputError && /^(NOT_FOUND|.*_UNKNOWN)$/.test(cause.code)) {
      throw new TransientError('NETWORK_MISSING', `${url} does not know its network yet. It is tried again.`, {
        cause,
      });
    }
    throw cause;
  }
}

function parseStatus(body: Record<string, unknown>): QueueStatus {
  switch (body['state']) {
    case 'queued':
    case 'unknown':
      return { state: body['state'] };
    case 'sealed':
      return { state: 'sealed', blockNumber: integer(body['blockNumber'], 'status blockNumber') };
    case 'refused':
      return { state: 'refused', error: contractRefusalOf(body['error']) ?? { name: 'Refused', args: [] } };
    default:
      throw new TransientError('ANSWER_MALFORMED', 'The queue answered a state that is not known here.');
  }
}

function fields(body: unknown, what: string): Record<string, unknown> {
  if (!isRecord(body)) throw new TransientError('ANSWER_MALFORMED', `The answer to ${what} is no JSON object.`);
  return body;
}

function integer(value: unknown, what: string): bigint {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw new TransientError('ANSWER_MALFORMED', `${what} is no integer.`);
}
