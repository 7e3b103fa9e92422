import { createPublicClient, custom, http } from 'viem';
import { InputError, TransientError } from '../domain/bytes/errors.ts';
import { parseHex, toQuantity } from '../domain/bytes/hex.ts';
import { looseFields } from '../domain/bytes/loose-fields.ts';
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
import { answerFields, answerInteger, type HeadInfo } from './sources/head-info.ts';
import { createQueues } from './sources/queues.ts';
import { createReplicas, type Replicas } from './sources/replicas.ts';
import { readPlainly } from './sources/source.ts';
import { isTooMuch, withTransientFaults } from './viem-faults.ts';
import type { Hex } from '../domain/bytes/hex.ts';
import type { SignedAdmission } from '../domain/seal/admission-receipt.ts';
import type { SignedRefusal } from '../domain/seal/refusal.ts';
import type { SignedBlock } from '../domain/ledger/internal-block.ts';
import type { Network } from '../domain/ledger/network.ts';
import type { EIP1193Parameters, PublicClient, RpcLog, Transport } from 'viem';
import type { BlockRecordPage } from './block-records.ts';
import type { RawLog } from './block-recorded.ts';
import type { ContractReads } from './contract-reads.ts';
import type { ContractRefusal } from './http-json.ts';
import { unixSeconds } from '../domain/unix-seconds.ts';

export type QueueStatus =
  | { readonly state: 'queued' | 'unknown' }
  | { readonly state: 'sealed'; readonly blockNumber: bigint }
  | { readonly state: 'refused'; readonly error: ContractRefusal };

/** Reads replicas that have verified what they serve, and hands internal blocks to the company's queue. */
export type ChainClient = {
  readonly network: Network;
  readonly read: ContractReads;
  /** The JSON of a path, such as `/v1/handovers`, at the replica that is read. @throws as `requestJson` */
  ask(path: string): Promise<unknown>;
  /** Which replica is read at present, and which would be read rather. */
  reading(): { readonly url: string; readonly first: string };
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

/** One address, or several in the order in which they are preferred. */
type Urls = string | readonly string[];

/**
 * A client of the replicas at `url` and of the company's queue at `queueUrl`, each one or several. Give the `network` that you trust; without it the
 * replica's own is taken, which is right only where the replica is yours.
 * @throws TransientError CHAIN_UNREACHABLE, NETWORK_MISSING while no replica is there; InputError NETWORK_INVALID
 */
export async function connectChain(args: { url: Urls; queueUrl: Urls; network?: Network }): Promise<ChainClient> {
  const urls = [args.url].flat();
  const network = args.network ?? (await fetchNetwork(urls));
  const replicas = createReplicas(urls, network);
  const queues = createQueues([args.queueUrl].flat());
  const addresses = LEDGERS.map((name) => network.contracts[name]);
  const client = createPublicClient({ transport: transportOf(urls, replicas) });

  let seen = 0n;
  const ask: ChainClient['ask'] = (path) => replicas.read((url, timeoutMs) => requestJson(url + path, { timeoutMs }));
  const headInfo = async (): Promise<HeadInfo> => {
    const head = await replicas.head();
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
    ask,
    reading: replicas.reading,
    headInfo,
    now: () => dateBlock(unixSeconds(), seen),
    head: async () => (await headInfo()).number,
    async blockRecords(from, limit) {
      return parseBlockRecords(await readPlainly(() => ask(`/v1/blocks?from=${from}&limit=${limit}`)), from);
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
      const body = signedBlockToJson(signed);
      const answer = await queues.write((url, timeoutMs) =>
        requestJson(`${url}/v1/queue`, { method: 'POST', body, timeoutMs }),
      );
      const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
      return await receipts.check(answer, { digest, signature: signed.signature });
    },
    refusalIn: receipts.refusalIn,
    async bring(signed) {
      const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
      try {
        const body = signedBlockToJson(signed);
        const answer = await replicas.read((url, timeoutMs) =>
          requestJson(`${url}/v1/seen`, { method: 'POST', body, timeoutMs }),
        );
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
      const answer = await queues.inquire((url, timeoutMs) => requestJson(`${url}/v1/queue/${digest}`, { timeoutMs }));
      return parseStatus(answerFields(answer, 'status'));
    },
    getProof: (address, storageKeys, blockNumber) =>
      withTransientFaults(() => client.getProof({ address, storageKeys: [...storageKeys], blockNumber })),
  };
}

/** The JSON-RPC of the replica that is read; an answer that another one may give better is asked for there. */
function transportOf(urls: readonly string[], replicas: Replicas): Transport {
  const [only, ...others] = urls;
  const at = (url: string, timeout = TIMEOUT_MS): Transport => http(`${url}/rpc`, { retryCount: 0, timeout });
  if (only !== undefined && others.length === 0) return at(only);
  return custom(
    { request: (body: EIP1193Parameters) => replicas.read((url, timeoutMs) => at(url, timeoutMs)({}).request(body)) },
    { retryCount: 0 },
  );
}

/** Of the first that gives one. */
async function fetchNetwork(urls: readonly string[]): Promise<Network> {
  const faults: unknown[] = [];
  for (const url of urls) {
    try {
      return parseNetwork(await requestJson(`${url}/v1/network`));
    } catch (error) {
      const isMissing = error instanceof InputError && /^(NOT_FOUND|.*_UNKNOWN)$/.test(error.code);
      if (!isMissing && !(error instanceof TransientError)) throw error;
      const text = `${url} does not know its network yet. It is tried again.`;
      faults.push(isMissing ? new TransientError('NETWORK_MISSING', text, { cause: error }) : error);
    }
  }
  throw faults[0];
}

function parseStatus(body: Record<string, unknown>): QueueStatus {
  switch (body['state']) {
    case 'queued':
    case 'unknown':
      return { state: body['state'] };
    case 'sealed':
      return { state: 'sealed', blockNumber: answerInteger(body['blockNumber'], 'status blockNumber') };
    case 'refused':
      return { state: 'refused', error: contractRefusalOf(body['error']) ?? { name: 'Refused', args: [] } };
    default:
      throw new TransientError('ANSWER_MALFORMED', 'The queue answered a state that is not known here.');
  }
}
