import { decodeRlp } from 'ethers';
import { encodeHeader, headerHash } from '../../../core/domain/seal/block-record.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import { strictFields, type FieldReader } from '../../../core/domain/bytes/strict-json.ts';
import { indexTrieRoot } from '../../../core/domain/seal/index-trie-root.ts';
import type { SealedBlock } from '../engine.ts';
import { EMPTY_TRIE } from '../../network/genesis.ts';

/** A block as the Engine API writes it (ExecutionPayloadV3), as far as ours differ: no withdrawals, blobs or requests. */
export type Payload = Readonly<Record<string, unknown>> & {
  parentHash: Hex;
  blockHash: Hex;
  transactions: readonly Hex[];
};

/** keccak256 of the RLP of no uncles, and sha256 of no requests (EIP-7685). */
const NO_UNCLES = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347';
const NO_REQUESTS = '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SAME_NAMES = ['parentHash', 'stateRoot', 'receiptsRoot', 'logsBloom', 'gasLimit', 'gasUsed', 'timestamp'];
const LATER_NAMES = ['extraData', 'baseFeePerGas', 'blobGasUsed', 'excessBlobGas'];

/** Header and hash of a payload. @throws InputError PAYLOAD_INVALID when it is not the block that it names */
export function blockOfPayload(value: unknown): SealedBlock & { transactions: readonly Hex[]; payload: Payload } {
  const payload = parsePayload(value);
  const header = encodeHeader({
    ...Object.fromEntries([...SAME_NAMES, ...LATER_NAMES].map((name) => [name, payload[name]])),
    sha3Uncles: NO_UNCLES,
    miner: payload['feeRecipient'],
    transactionsRoot: indexTrieRoot(payload.transactions),
    difficulty: '0x0',
    number: payload['blockNumber'],
    mixHash: payload['prevRandao'],
    nonce: `0x${'00'.repeat(8)}`,
    withdrawalsRoot: EMPTY_TRIE,
    parentBeaconBlockRoot: ZERO_32,
    requestsHash: NO_REQUESTS,
  });
  const { blockHash, transactions } = payload;
  if (headerHash(header) !== blockHash) {
    throw invalid(`its fields hash to ${headerHash(header)}, not to ${blockHash}`);
  }
  return { number: BigInt(String(payload['blockNumber'])), blockHash, header, transactions, payload };
}

/** The payload of a sealed block: the header's fields and the transactions. @throws InputError PAYLOAD_INVALID when it is no block of ours */
export function payloadOfBlock(block: { header: Hex; blockHash: Hex; transactions: readonly Hex[] }): Payload {
  const items: unknown = decodeRlp(block.header);
  if (!Array.isArray(items) || items.length !== 21) throw invalid('the header has not the 21 fields of Osaka');
  const bytes = (at: number): string => String(items[at]);
  const quantity = (at: number): string => `0x${BigInt(bytes(at) === '0x' ? 0 : bytes(at)).toString(16)}`;
  return {
    parentHash: parseHex(bytes(0), 'parentHash', 32),
    feeRecipient: bytes(2),
    stateRoot: bytes(3),
    receiptsRoot: bytes(5),
    logsBloom: bytes(6),
    prevRandao: bytes(13),
    blockNumber: quantity(8),
    gasLimit: quantity(9),
    gasUsed: quantity(10),
    timestamp: quantity(11),
    extraData: bytes(12),
    baseFeePerGas: quantity(15),
    blockHash: block.blockHash,
    transactions: block.transactions,
    withdrawals: [],
    blobGasUsed: quantity(17),
    excessBlobGas: quantity(18),
  };
}

function parsePayload(value: unknown): Payload {
  const outer = fieldsOf(value, ['executionPayload']);
  const inner = outer.value('executionPayload');
  const payload = fieldsOf(inner, ['transactions', 'withdrawals', 'parentHash', 'blockHash']);
  if (payload.list('withdrawals').length > 0) throw invalid('it has withdrawals');
  return {
    ...looseFields(inner),
    transactions: payload.list('transactions', Infinity).map((raw, i) => parseHex(raw, `transactions[${i}]`)),
    parentHash: payload.mixedHex('parentHash', 32),
    blockHash: payload.mixedHex('blockHash', 32),
  };
}

/** The engine is another's program: what its later versions add is no fault. What a block is made of, its hash covers. */
function fieldsOf(value: unknown, keys: readonly string[]): FieldReader {
  return strictFields(value, keys, "The engine's payload", 'PAYLOAD_INVALID', { extra: true });
}

function invalid(why: string): InputError {
  return new InputError('PAYLOAD_INVALID', `The engine's payload is not a block of this network: ${why}.`);
}
