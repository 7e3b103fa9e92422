import { bytesToBigint, fromHex, toHex, toQuantity, type Hex } from '../bytes/hex.ts';
import { decodeRlpBytes, rlpBytes, rlpList, type RlpItem } from '../bytes/rlp.ts';
import { transactionHash } from '../ledger/evm-transaction.ts';
import { InputError } from '../bytes/errors.ts';
import { decodeReceipt } from './receipt.ts';
import type { BlockRecord } from './block-record.ts';

/** A log as JSON-RPC's eth_getLogs gives it. */
export type RpcLog = {
  address: Hex;
  topics: Hex[];
  data: Hex;
  blockNumber: Hex;
  blockHash: Hex;
  blockTimestamp: Hex;
  transactionHash: Hex;
  transactionIndex: Hex;
  logIndex: Hex;
  removed: false;
};

/** Fields of a header, in order, as JSON-RPC names them; later forks append. */
const FIELDS: readonly [name: string, kind: 'bytes' | 'quantity'][] = [
  ['parentHash', 'bytes'],
  ['sha3Uncles', 'bytes'],
  ['miner', 'bytes'],
  ['stateRoot', 'bytes'],
  ['transactionsRoot', 'bytes'],
  ['receiptsRoot', 'bytes'],
  ['logsBloom', 'bytes'],
  ['difficulty', 'quantity'],
  ['number', 'quantity'],
  ['gasLimit', 'quantity'],
  ['gasUsed', 'quantity'],
  ['timestamp', 'quantity'],
  ['extraData', 'bytes'],
  ['mixHash', 'bytes'],
  ['nonce', 'bytes'],
  ['baseFeePerGas', 'quantity'],
  ['withdrawalsRoot', 'bytes'],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 'bytes'],
  ['requestsHash', 'bytes'],
];

/** A block as JSON-RPC's eth_getBlockByNumber gives it, its transactions by their hashes. @throws InputError HEADER_INVALID, RLP_INVALID */
export function blockToRpc(record: BlockRecord): Record<string, unknown> {
  const header = fromHex(record.header);
  const items = decodeRlpBytes(header);
  if (!Array.isArray(items) || items.length < 16 || items.length > FIELDS.length)
    throw new InputError('HEADER_INVALID', `The header of block ${record.number} has not the fields of a header.`);
  const fields = items.map((item, at) => fieldOf(record, item, at));
  const raws = record.transactions.map((raw) => rlpBytes(fromHex(raw)));
  const block = rlpList([header, rlpList(raws), rlpList([]), rlpList([])]);
  return {
    ...Object.fromEntries(fields),
    hash: record.seal.blockHash,
    size: toQuantity(block.length),
    transactions: record.transactions.map(transactionHash),
    uncles: [],
    withdrawals: [],
  };
}

/** All logs of a block, in order. @throws InputError RECEIPT_INVALID, RLP_INVALID */
export function logsToRpc(record: BlockRecord): RpcLog[] {
  const found: RpcLog[] = [];
  for (const [index, raw] of record.receipts.entries()) {
    const { logs } = decodeReceipt(raw);
    if (logs.length === 0) continue;
    const hash = transactionHash(record.transactions[index] ?? '0x');
    for (const log of logs)
      found.push({
        ...log,
        blockNumber: toQuantity(record.number),
        blockHash: record.seal.blockHash,
        blockTimestamp: toQuantity(record.timestamp),
        transactionHash: hash,
        transactionIndex: toQuantity(index),
        logIndex: toQuantity(found.length),
        removed: false,
      });
  }
  return found;
}

function fieldOf(record: BlockRecord, item: RlpItem, at: number): [name: string, value: string] {
  const [name, kind] = FIELDS[at] ?? ['', 'bytes'];
  if (!(item instanceof Uint8Array))
    throw new InputError('HEADER_INVALID', `Field ${at} of the header of block ${record.number} is a list.`);
  if (kind === 'bytes') return [name, toHex(item)];
  return [name, toQuantity(bytesToBigint(item))];
}
