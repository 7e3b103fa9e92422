import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, parseHex, toHex, type Hex } from '../bytes/hex.ts';
import { looseFields } from '../bytes/loose-fields.ts';
import { decodeRlpBytes, rlpBytes, rlpList, rlpUint, type RlpItem } from '../bytes/rlp.ts';

/** What a contract said while a transaction ran (Yellow Paper §4.4.1). */
export type Log = { address: Hex; topics: Hex[]; data: Hex };

/** What became of a transaction. One that did not succeed left no log. */
export type Receipt = { succeeded: boolean; logs: Log[] };

/**
 * A receipt as EIP-2718 writes it, which is what a header's receiptsRoot is over: its type unless that is 0, then RLP of status, gas used in the block up to
 * here, bloom and logs.
 * @param receipt as JSON-RPC's eth_getBlockReceipts gives it
 * @throws InputError RECEIPT_INVALID, HEX_INVALID
 */
export function encodeReceipt(receipt: unknown): Hex {
  const fields = looseFields(receipt);
  const quantity = (name: string): bigint => {
    const value = fields[name];
    if (typeof value !== 'string' || !/^0x[0-9a-f]{1,64}$/i.test(value)) throw invalid(`its ${name} is no number`);
    return BigInt(value);
  };
  const bytes = (value: unknown, what: string): Uint8Array =>
    rlpBytes(fromHex(parseHex(value, `The receipt: ${what}`)));
  const logs = listOf(fields['logs']).map((log) => {
    const { address, topics, data } = looseFields(log);
    const words = listOf(topics).map((topic) => bytes(topic, 'topic'));
    return rlpList([bytes(address, 'address'), rlpList(words), bytes(data, 'data')]);
  });
  const body = rlpList([
    rlpUint(quantity('status')),
    rlpUint(quantity('cumulativeGasUsed')),
    bytes(fields['logsBloom'], 'logsBloom'),
    rlpList(logs),
  ]);
  const type = quantity('type');
  return toHex(type === 0n ? body : concatBytes(Uint8Array.of(Number(type)), body));
}

/** @throws InputError RECEIPT_INVALID, RLP_INVALID */
export function decodeReceipt(raw: Hex): Receipt {
  const bytes = fromHex(raw);
  // A first byte below 0x80 is the type; the RLP list of the oldest kind begins above it.
  const items = decodeRlpBytes((bytes[0] ?? 0) < 0x80 ? bytes.subarray(1) : bytes);
  if (!Array.isArray(items) || items.length !== 4) throw invalid('it has not the four fields of a receipt');
  const [status, , , logs] = items;
  const said = bytesToBigint(text(status));
  if (said > 1n) throw invalid('its status is neither 0 nor 1');
  return { succeeded: said === 1n, logs: list(logs).map(readLog) };
}

function readLog(item: RlpItem): Log {
  const fields = list(item);
  if (fields.length !== 3) throw invalid('a log has not three fields');
  const [address, topics, data] = fields;
  return {
    address: word(address, 20),
    topics: list(topics).map((topic) => word(topic, 32)),
    data: toHex(text(data)),
  };
}

function word(item: RlpItem | undefined, length: number): Hex {
  const bytes = text(item);
  if (bytes.length !== length) throw invalid(`a log has a field of ${bytes.length} bytes instead of ${length}`);
  return toHex(bytes);
}

function text(item: RlpItem | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw invalid('a field is a list instead of bytes');
  return item;
}

function list(item: RlpItem | undefined): RlpItem[] {
  if (!Array.isArray(item)) throw invalid('a field is bytes instead of a list');
  return item;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid('a list is missing');
  return value;
}

function invalid(why: string): InputError {
  return new InputError('RECEIPT_INVALID', `The receipt is malformed: ${why}.`);
}
