import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { isRecord } from '../../core/domain/bytes/is-record.ts';
import { LOG_BLOCKS_MAX } from '../../core/domain/limits.ts';

/** A question that may be put to the engine: what it costs is bounded. */
export type Read = { readonly method: string; readonly params: readonly unknown[] };

/** What a question is held against. */
export type ReadRules = {
  /** The network's contracts, and of each the selectors of its views. */
  readonly views: ReadonlyMap<Hex, ReadonlySet<string>>;
  /** Whether questions are answered that need the state; the others come from the log. */
  readonly state: boolean;
  /** Number of the newest block. */
  readonly head: () => bigint;
  /** Bytes that the records of the blocks from..to take in the log. */
  readonly bytesOf: (from: bigint, to: bigint) => number;
};

/** What a view may use: several times what the dearest of the project's own needs. */
export const CALL_GAS = 10_000_000;
const CALL_BYTES = 4_096;
const PROOF_KEYS = 64;
/** Of the records whose logs one question reads. */
export const LOG_BYTES_MAX = 16_000_000;

const OF_STATE = new Set(['eth_call', 'eth_getLogs', 'eth_getProof']);

/**
 * Lets through what a stranger may ask, in the words in which the engine is asked: views of the network's contracts, their logs and proofs, and headers.
 * @throws InputError METHOD_UNSERVED, READ_INVALID, READ_TOO_LARGE, HEX_INVALID
 */
export function checkRead(rules: ReadRules, method: string, params: readonly unknown[]): Read {
  if (OF_STATE.has(method) && !rules.state)
    throw new InputError('METHOD_UNSERVED', `${method} is answered by replicas alone: this sealer only makes blocks.`);
  switch (method) {
    case 'eth_chainId':
    case 'eth_blockNumber':
      return { method, params: [] };
    case 'eth_getBlockByNumber':
      return { method, params: [tagOf(params[0]), false] };
    case 'eth_getBlockByHash':
      return { method, params: [parseHex(params[0], 'The hash of a block', 32), false] };
    case 'eth_call':
      return { method, params: [callOf(rules, params), tagOf(params[1])] };
    case 'eth_getLogs':
      return { method, params: [filterOf(rules, params[0])] };
    case 'eth_getProof':
      return { method, params: [contractOf(rules, params[0]), keysOf(params[1]), tagOf(params[2])] };
    default:
      throw new InputError(
        'METHOD_UNSERVED',
        `${method} is not served here: only reads are. Internal blocks go to POST /v1/queue.`,
      );
  }
}

function callOf(rules: ReadRules, params: readonly unknown[]): object {
  const { to, data, input, ...others } = fieldsOf(params[0], 'A call');
  if (params.length > 2)
    throw new InputError('READ_INVALID', 'A call is answered by the state as it is: no other is taken.');
  const strange = Object.keys(others).find((name) => name !== 'gas');
  if (strange !== undefined) throw new InputError('READ_INVALID', `A call has to and data; ${strange} is not taken.`);
  const contract = contractOf(rules, to);
  const called = parseHex(data ?? input, 'The data of a call');
  if (called.length > 2 + 2 * CALL_BYTES)
    throw new InputError('READ_INVALID', `The data of a call are at most ${CALL_BYTES} bytes.`);
  if (rules.views.get(contract)?.has(called.slice(0, 10)) !== true)
    throw new InputError('READ_INVALID', `${called.slice(0, 10)} is no view of ${contract}.`);
  return { to: contract, data: called, gas: `0x${CALL_GAS.toString(16)}` };
}

function filterOf(rules: ReadRules, given: unknown): object {
  const { address, topics, fromBlock, toBlock, ...others } = fieldsOf(given, 'A filter');
  const [strange] = Object.keys(others);
  if (strange !== undefined)
    throw new InputError(
      'READ_INVALID',
      `A filter has address, topics, fromBlock and toBlock; ${strange} is not taken.`,
    );
  const addresses = (Array.isArray(address) ? address : [address]).map((each) => contractOf(rules, each));
  if (addresses.length === 0 || addresses.length > rules.views.size)
    throw new InputError('READ_INVALID', 'A filter names contracts of this network.');
  const from = numberOf(rules, fromBlock);
  const to = numberOf(rules, toBlock);
  if (to - from >= LOG_BLOCKS_MAX)
    throw new InputError('READ_INVALID', `Ask for at most ${LOG_BLOCKS_MAX} blocks at once.`);
  const last = to < rules.head() ? to : rules.head();
  if (from < last && rules.bytesOf(from, last) > LOG_BYTES_MAX)
    throw new InputError(
      'READ_TOO_LARGE',
      `Blocks ${from} to ${last} hold too much for one answer. Ask for fewer at once.`,
    );
  return {
    address: addresses,
    ...(topics === undefined ? {} : { topics: topicsOf(topics) }),
    fromBlock: `0x${from.toString(16)}`,
    toBlock: `0x${to.toString(16)}`,
  };
}

function topicsOf(given: unknown): unknown[] {
  if (!Array.isArray(given) || given.length > 4)
    throw new InputError('READ_INVALID', 'A filter has up to four topics.');
  return given.map((topic: unknown) => {
    if (topic === null) return null;
    if (!Array.isArray(topic)) return parseHex(topic, 'A topic', 32);
    if (topic.length > 16) throw new InputError('READ_INVALID', 'A place of a filter takes up to 16 topics.');
    return topic.map((each) => parseHex(each, 'A topic', 32));
  });
}

function keysOf(given: unknown): Hex[] {
  if (!Array.isArray(given) || given.length > PROOF_KEYS)
    throw new InputError('READ_INVALID', `A proof takes up to ${PROOF_KEYS} slots.`);
  return given.map((key) => parseHex(key, 'A slot', 32));
}

function contractOf({ views }: ReadRules, given: unknown): Hex {
  const address = parseHex(given, 'An address', 20);
  if (!views.has(address)) throw new InputError('READ_INVALID', `${address} is no contract of this network.`);
  return address;
}

/** A block by its number, or the newest. */
function tagOf(given: unknown): unknown {
  if (given === undefined || given === 'latest' || given === 'safe' || given === 'finalized' || given === 'earliest')
    return given ?? 'latest';
  if (typeof given === 'string' && /^0x[0-9a-fA-F]{1,16}$/.test(given)) return given;
  if (given === 'pending')
    throw new InputError('READ_INVALID', 'There is no pending state here: reads are of sealed blocks.');
  throw new InputError('READ_INVALID', 'A block is a quantity or latest.');
}

function numberOf(rules: ReadRules, given: unknown): bigint {
  const tag = tagOf(given);
  if (tag === 'earliest') return 0n;
  return typeof tag === 'string' && tag.startsWith('0x') ? BigInt(tag) : rules.head();
}

function fieldsOf(given: unknown, what: string): Record<string, unknown> {
  if (!isRecord(given)) throw new InputError('READ_INVALID', `${what} is an object.`);
  return given;
}
