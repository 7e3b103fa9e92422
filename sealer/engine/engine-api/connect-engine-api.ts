import { headerFromRpc } from '../../../core/domain/seal/block-record.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex, toQuantity, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { retry } from '../../../core/runtime/retry.ts';
import { RpcError, type Engine, type EngineHead, type SealedBlock } from '../engine.ts';
import { readReceipts } from '../read-receipts.ts';
import { genesisOf } from '../../network/genesis.ts';
import { connectJsonRpc, type JsonRpc } from './json-rpc.ts';
import { tokensOf } from './jwt.ts';
import { blockOfPayload, payloadOfBlock, type Payload } from './payload.ts';

/** Where an execution client listens: the Engine API with its secret, and JSON-RPC with the namespaces eth, debug and testing. */
export type ClientPlace = { engineUrl: string; rpcUrl: string; jwtFile: string };

const TIMEOUT_MS = 60_000;
const CONNECT_TRIES = 60;
const NOBODY = `0x${'00'.repeat(20)}`;

/**
 * An execution client of its own process and disk (go-ethereum), driven over the Engine API. We are its consensus: it holds no key, sees no peer, and its head
 * moves only to blocks that the log has. Blocks come out of `testing_buildBlockV1`, which makes them of exactly the given transactions: the client's own pool
 * would refuse zero fees and may leave any of them out.
 * @throws InputError ENGINE_REFUSED, ENGINE_MISMATCH, JWT_FILE; TransientError ENGINE_UNREACHABLE
 */
export async function connectEngineApi(args: {
  place: ClientPlace;
  chainId: bigint;
  signal: AbortSignal;
}): Promise<Engine> {
  const { place, chainId, signal } = args;
  const rpc = connectJsonRpc({ url: place.rpcUrl, timeoutMs: TIMEOUT_MS });
  const engine = connectJsonRpc({ url: place.engineUrl, timeoutMs: TIMEOUT_MS, token: tokensOf(place.jwtFile) });
  const patience = { signal, attempts: CONNECT_TRIES, baseMs: 100, maxMs: 1_000 };
  const answered = BigInt(String(await retry(() => rpc.request('eth_chainId', []), patience)));
  await engine.request('eth_chainId', []);
  if (answered !== chainId) {
    throw new InputError(
      'ENGINE_MISMATCH',
      `The engine at ${place.rpcUrl} runs chain ${answered}, not ${chainId}. Give it the genesis of this network and an empty folder.`,
    );
  }
  // Some lines a block would fill the disk; warnings stay.
  await rpc.request('debug_verbosity', [2]);
  return engineOver(rpc, engine, genesisOf(chainId).gasLimit);
}

async function engineOver(rpc: JsonRpc, api: JsonRpc, gasLimit: bigint): Promise<Engine> {
  let head = await headBlock(rpc);

  const take = async (payload: Payload): Promise<unknown> =>
    api.request('engine_newPayloadV4', [payload, [], ZERO_32, []]);

  const build = async (timestamp: bigint, prevRandao: Hex, transactions: readonly Hex[]): Promise<unknown> => {
    const attributes = {
      timestamp: toQuantity(timestamp),
      prevRandao,
      suggestedFeeRecipient: NOBODY,
      withdrawals: [],
      parentBeaconBlockRoot: ZERO_32,
    };
    return rpc.request('testing_buildBlockV1', [head.blockHash, attributes, transactions, '0x']);
  };

  const choose = async (blockHash: Hex): Promise<void> => {
    const choice = { headBlockHash: blockHash, safeBlockHash: ZERO_32, finalizedBlockHash: ZERO_32 };
    const answer = await api.request('engine_forkchoiceUpdatedV3', [choice, null]);
    const status = memberOf(answer, 'payloadStatus');
    if (memberOf(status, 'status') !== 'VALID') {
      throw new Error(`the engine does not take ${blockHash} as its head: ${JSON.stringify(answer)}`);
    }
  };

  return {
    name: 'engine-api',
    genesis: () => zeroBlock(rpc),
    head: async () => head,
    async produce({ timestamp, prevRandao, transactions }) {
      const made = blockOfPayload(await build(timestamp, prevRandao, transactions));
      const { number, blockHash, header, payload } = made;
      if (
        made.transactions.length !== transactions.length ||
        transactions.some((raw, i) => raw !== made.transactions[i])
      )
        throw new Error(`the engine changed the transactions of block ${number}`);
      if (payload['gasLimit'] !== toQuantity(gasLimit))
        throw new Error(`the engine moved the gas limit to ${String(payload['gasLimit'])}; start it with ${gasLimit}`);
      const status = await take(payload);
      if (memberOf(status, 'status') !== 'VALID')
        throw new Error(`the engine refuses block ${number} of its own: ${JSON.stringify(status)}`);
      // Executed, though not the head yet: asked for by its hash.
      const receipts = readReceipts(await rpc.request('eth_getBlockReceipts', [blockHash]));
      return { number, blockHash, header, receipts };
    },
    async replay(block) {
      const payload = payloadOf(block);
      let status: unknown;
      try {
        status = await take(payload);
        // After a fall a client may know the parent but not the state after it; made the head, it is executed again.
        if (memberOf(status, 'status') === 'ACCEPTED') {
          await choose(payload.parentHash);
          status = await take(payload);
        }
      } catch (cause) {
        // Of any other error (a full disk, say) the block is innocent.
        if (!(cause instanceof RpcError) || !isOfRequest(cause)) throw cause;
        throw mismatch(block, cause.message, cause);
      }
      if (memberOf(status, 'status') === 'INVALID') throw mismatch(block, String(memberOf(status, 'validationError')));
      if (memberOf(status, 'status') !== 'VALID')
        throw new Error(`the engine does not execute block ${block.number}: ${JSON.stringify(status)}`);
    },
    async settle(block) {
      // On the way back a client that just started thinks that it is syncing, and keeps its head; told its own head first, it does not.
      if (block.number <= head.number) await choose(head.blockHash);
      await choose(block.blockHash);
      if (block.number <= head.number && (await headBlock(rpc)).blockHash !== block.blockHash) {
        throw new Error(`the engine does not go back to block ${block.number}; start it on an empty folder`);
      }
      head = { number: block.number, blockHash: block.blockHash };
    },
    answer: (method, params) => rpc.answer(method, params.map(latestOf)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function zeroBlock(rpc: JsonRpc): Promise<SealedBlock> {
  const fields = await rpc.request('eth_getBlockByNumber', ['0x0', false]);
  if (typeof fields !== 'object' || fields === null) throw new Error('the engine has no block 0');
  const blockHash = parseHex(memberOf(fields, 'hash'), 'block hash', 32);
  return { number: 0n, blockHash, header: headerFromRpc(fields as Record<string, unknown>) };
}

async function headBlock(rpc: JsonRpc): Promise<EngineHead> {
  const block = await rpc.request('eth_getBlockByNumber', ['latest', false]);
  const blockHash = parseHex(memberOf(block, 'hash'), 'block hash', 32);
  return { number: BigInt(String(memberOf(block, 'number'))), blockHash };
}

/** Every settled block is sealed for good, so these all mean the head. */
function latestOf(param: unknown): unknown {
  return param === 'safe' || param === 'finalized' ? 'latest' : param;
}

function mismatch(block: { number: bigint; blockHash: Hex }, why: string, cause?: unknown): InputError {
  const message = `Block ${block.number} is sealed as ${block.blockHash}, but the engine refuses it: ${why}.`;
  return new InputError('EXECUTION_MISMATCH', message, cause === undefined ? {} : { cause });
}

/** @throws InputError EXECUTION_MISMATCH where no block of this fork has such a header */
function payloadOf(block: Parameters<Engine['replay']>[0]): Payload {
  try {
    return payloadOfBlock(block);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw mismatch(block, cause.message, cause);
  }
}

/** Whether the client calls the payload malformed (JSON-RPC 2.0 §5.1, "Invalid params"); other errors are its own. */
function isOfRequest({ code }: RpcError): boolean {
  return code === -32602;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return found;
}
