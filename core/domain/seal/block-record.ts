import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeRlp, encodeRlp } from 'ethers';
import { InputError } from '../bytes/errors.ts';
import { fromHex, parseHex, toHex, ZERO_32, type Hex } from '../bytes/hex.ts';
import { checkSeal, parseSeal, sealToJson, type Seal, type SealJson } from './seal.ts';
import { strictFields, type FieldReader } from '../bytes/strict-json.ts';
import { decodeReceipt, type Receipt } from './receipt.ts';
import { indexTrieRoot } from './index-trie-root.ts';
import type { NetworkDomain } from '../ledger/network.ts';

/** An external block B with its seal (docs/formats.md §7): a line of the log and an element of `/v1/blocks`. */
export type BlockRecord = {
  number: bigint;
  /** Unix seconds. */
  timestamp: bigint;
  prevRandao: Hex;
  /** Signed EVM transactions as EIP-2718 writes them, in order. */
  transactions: Hex[];
  /** Their receipts as EIP-2718 writes them: what the ledgers made of each is read without executing it. */
  receipts: Hex[];
  /** RLP of the EVM header. */
  header: Hex;
  seal: Seal;
};

/** Fields of an execution header that readers use (Yellow Paper §4.4; EIP-4399 for mixHash). */
export type BlockHeader = {
  parentHash: Hex;
  stateRoot: Hex;
  transactionsRoot: Hex;
  receiptsRoot: Hex;
  number: bigint;
  gasLimit: bigint;
  gasUsed: bigint;
  timestamp: bigint;
  mixHash: Hex;
  baseFeePerGas: bigint;
};

export type BlockRecordJson = {
  number: string;
  timestamp: string;
  prevRandao: string;
  transactions: string[];
  receipts: string[];
  header: string;
  seal: SealJson;
};

/** The block that a record must follow. */
export type Parent = { number: bigint; sealHash: Hex; blockHash: Hex; timestamp: bigint };

export function blockRecordToJson(record: BlockRecord): BlockRecordJson {
  return {
    number: record.number.toString(),
    timestamp: record.timestamp.toString(),
    prevRandao: record.prevRandao,
    transactions: record.transactions,
    receipts: record.receipts,
    header: record.header,
    seal: sealToJson(record.seal),
  };
}

const RECORD_KEYS = ['number', 'timestamp', 'prevRandao', 'transactions', 'receipts', 'header', 'seal'];
/** Far above what the gas of a block has room for: no list is read without an end. */
const MOST_TRANSACTIONS = 100_000;

/** Strict parse of the JSON form; says nothing yet of hashes and signatures. @throws InputError RECORD_INVALID, HEX_INVALID */
export function parseBlockRecord(json: unknown): BlockRecord {
  const fields = strictFields(json, RECORD_KEYS, 'The block record', 'RECORD_INVALID');
  return {
    number: fields.uint64('number'),
    timestamp: fields.uint64('timestamp'),
    prevRandao: fields.mixedHex('prevRandao', 32),
    transactions: bytesIn(fields, 'transactions'),
    receipts: bytesIn(fields, 'receipts'),
    header: fields.mixedHex('header'),
    seal: parseSeal(fields.value('seal')),
  };
}

/** What became of a transaction of a checked record. @throws InputError RECEIPTS_ROOT where the record has no such one, RECEIPT_INVALID, RLP_INVALID */
export function receiptAt(record: Pick<BlockRecord, 'number' | 'receipts'>, index: number): Receipt {
  const raw = record.receipts[index];
  if (raw === undefined) throw new InputError('RECEIPTS_ROOT', `Block ${record.number} has no receipt ${index}.`);
  return decodeReceipt(raw);
}

function bytesIn(fields: FieldReader, name: string): Hex[] {
  return fields.list(name, MOST_TRANSACTIONS).map((raw, i) => parseHex(raw, `The block record: ${name}[${i}]`));
}

/** @throws InputError HEADER_INVALID */
export function decodeHeader(header: Hex): BlockHeader {
  let items: unknown;
  try {
    items = decodeRlp(header);
  } catch (cause) {
    throw new InputError('HEADER_INVALID', 'The header is not RLP.', { cause });
  }
  if (!Array.isArray(items) || items.length < 16) {
    throw new InputError('HEADER_INVALID', 'The header is not a list of at least 16 fields.');
  }
  const bytes = (at: number, length: number): Hex => {
    const item: unknown = items[at];
    if (typeof item !== 'string' || item.length !== 2 + 2 * length) {
      throw new InputError('HEADER_INVALID', `Field ${at} of the header has not ${length} bytes.`);
    }
    return toHex(fromHex(item));
  };
  const number = (at: number): bigint => {
    const item: unknown = items[at];
    if (typeof item !== 'string' || item.length > 66) {
      throw new InputError('HEADER_INVALID', `Field ${at} of the header is not a number.`);
    }
    return item === '0x' ? 0n : BigInt(item);
  };
  return {
    parentHash: bytes(0, 32),
    stateRoot: bytes(3, 32),
    transactionsRoot: bytes(4, 32),
    receiptsRoot: bytes(5, 32),
    number: number(8),
    gasLimit: number(9),
    gasUsed: number(10),
    timestamp: number(11),
    mixHash: bytes(13, 32),
    baseFeePerGas: number(15),
  };
}

/** A block as JSON-RPC's eth_getBlockByNumber gives it, as far as the header needs it. */
export type RpcHeader = Readonly<Record<string, unknown>>;

/** The RLP header out of a JSON-RPC block (London to Osaka). @throws InputError HEADER_INVALID when it does not hash to the block's hash. */
export function headerFromRpc(block: RpcHeader): Hex {
  const header = encodeHeader(block);
  if (headerHash(header) !== block['hash']) {
    const [number, hash] = [block['number'], block['hash']].map(String);
    throw new InputError('HEADER_INVALID', `The header of block ${number} does not hash to ${hash}.`);
  }
  return header;
}

/** The RLP header of the fields that a JSON-RPC block has (London to Osaka), whatever hash it names. @throws InputError HEADER_INVALID */
export function encodeHeader(block: RpcHeader): Hex {
  const text = (name: string): string => {
    const value = block[name];
    if (typeof value !== 'string') throw new InputError('HEADER_INVALID', `The block has no ${name}.`);
    return value;
  };
  const quantity = (name: string): string => {
    const digits = text(name).slice(2).replace(/^0+/, '');
    return digits === '' ? '0x' : `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
  };
  const items = [
    ...['parentHash', 'sha3Uncles', 'miner', 'stateRoot', 'transactionsRoot', 'receiptsRoot', 'logsBloom'].map(text),
    ...['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp'].map(quantity),
    ...['extraData', 'mixHash', 'nonce'].map(text),
  ];
  // Later forks append fields; a block has the first n of them.
  const later: [string, (name: string) => string][] = [
    ['baseFeePerGas', quantity],
    ['withdrawalsRoot', text],
    ['blobGasUsed', quantity],
    ['excessBlobGas', quantity],
    ['parentBeaconBlockRoot', text],
    ['requestsHash', text],
  ];
  for (const [name, read] of later) {
    if (block[name] === undefined || block[name] === null) break;
    items.push(read(name));
  }
  return encodeRlp(items) as Hex;
}

/** keccak256 of the RLP header: the block's hash. */
export function headerHash(header: Hex): Hex {
  return toHex(keccak_256(fromHex(header)));
}

/**
 * Everything that can be checked of a record without executing it: header, its fields, transactions, receipts, seal and the block before.
 * @param parent the block before, `undefined` for block 0
 * @returns what the next record must follow
 * @throws InputError SEAL_PARENT, SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID, RECORD_NUMBER, HEADER_INVALID, HEADER_HASH, HEADER_FIELDS,
 *   HEADER_PARENT, TRANSACTIONS_ROOT, RECEIPTS_ROOT; never SEAL_NUMBER, since a seal of another number disagrees with its header before
 */
export function checkBlockRecord(args: {
  domain: NetworkDomain;
  record: BlockRecord;
  parent: Parent | undefined;
  signer: Hex;
  targetBits: number;
}): Parent {
  const { record, parent } = args;
  const number = parent === undefined ? 0n : parent.number + 1n;
  if (record.number !== number) {
    throw new InputError('RECORD_NUMBER', `The record is of block ${record.number}, expected is ${number}.`);
  }
  const header = checkContent(record);
  if (header.parentHash !== (parent?.blockHash ?? ZERO_32)) {
    throw new InputError(
      'HEADER_PARENT',
      `The header of block ${number} names another parent than block ${number - 1n}.`,
    );
  }
  const sealHash = checkSeal({
    domain: args.domain,
    seal: record.seal,
    number,
    parentSeal: parent?.sealHash ?? ZERO_32,
    signer: args.signer,
    targetBits: args.targetBits,
  });
  return { number, sealHash, blockHash: record.seal.blockHash, timestamp: record.timestamp };
}

/** That header, fields, transactions, receipts and seal of one record speak of one block. @returns the header @throws InputError as `checkBlockRecord` */
export function checkContent(record: BlockRecord): BlockHeader {
  if (headerHash(record.header) !== record.seal.blockHash) {
    throw new InputError('HEADER_HASH', `The header of block ${record.number} does not hash to the sealed block hash.`);
  }
  const header = decodeHeader(record.header);
  const faults = [
    ...(header.number !== record.number ? ['number'] : []),
    ...(header.timestamp !== record.timestamp ? ['timestamp'] : []),
    ...(header.mixHash !== record.prevRandao ? ['prevRandao'] : []),
    ...(record.seal.number !== record.number ? ['seal.number'] : []),
    ...(record.seal.timestamp !== record.timestamp ? ['seal.timestamp'] : []),
  ];
  if (faults.length > 0) {
    throw new InputError('HEADER_FIELDS', `Block ${record.number} and its header disagree in ${faults.join(', ')}.`);
  }
  if (indexTrieRoot(record.transactions) !== header.transactionsRoot) {
    throw new InputError(
      'TRANSACTIONS_ROOT',
      `The transactions of block ${record.number} are not those of its header.`,
    );
  }
  checkReceipts(record, header);
  return header;
}

/** That a block's receipts are the ones of its header, one for each transaction. @throws InputError RECEIPTS_ROOT */
export function checkReceipts(
  block: Pick<BlockRecord, 'number' | 'transactions' | 'receipts' | 'header'>,
  { receiptsRoot }: Pick<BlockHeader, 'receiptsRoot'> = decodeHeader(block.header),
): void {
  const { number, transactions, receipts } = block;
  if (receipts.length !== transactions.length || indexTrieRoot(receipts) !== receiptsRoot)
    throw new InputError('RECEIPTS_ROOT', `The receipts of block ${number} are not those of its header.`);
}
