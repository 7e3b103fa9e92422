import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeHeader, headerHash, type BlockRecord } from '../../../core/domain/seal/block-record.ts';

/** A record out of a segment, and how many bytes its frames took when they stood in the open part of the log. */
export type SegmentRecord = { record: BlockRecord; framed: number };

/**
 * A record as a segment has it (docs/formats.md §7): what its header says is not said again.
 * @throws InputError LOG_DAMAGED where record and header disagree, so that the record would come back as another one
 */
export function recordToBytes({ record, framed }: SegmentRecord): Buffer {
  const { number, timestamp, mixHash } = decodeHeader(record.header);
  const { seal } = record;
  const says = [record.number, record.timestamp, record.prevRandao, seal.number, seal.timestamp, seal.blockHash];
  const derived = [number, timestamp, mixHash, number, timestamp, headerHash(record.header)];
  if (says.some((value, at) => value !== derived[at]))
    throw new InputError('LOG_DAMAGED', `Block ${record.number} of the log disagrees with its header.`);
  const body = Buffer.concat([
    uint32(framed),
    uint64(seal.r),
    bytesOf(seal.parentSeal),
    bytesOf(seal.signature),
    ...counted(record.header),
    ...listed(record.transactions),
    ...listed(record.receipts),
  ]);
  return Buffer.concat([uint32(body.length), body]);
}

/** The record at a place among those that stand one behind the other. @throws InputError LOG_DAMAGED, HEADER_INVALID */
export function recordFromBytes(bytes: Buffer, place: number): SegmentRecord {
  let at = 0;
  for (let before = 0; before < place; before++) at += 4 + readUint32(bytes, at);
  return readRecord(bytes, at);
}

/** All records that stand one behind the other. @throws InputError LOG_DAMAGED, HEADER_INVALID */
export function* recordsFromBytes(bytes: Buffer): Generator<SegmentRecord> {
  for (let at = 0; at < bytes.length; at += 4 + readUint32(bytes, at)) yield readRecord(bytes, at);
}

function readRecord(bytes: Buffer, start: number): SegmentRecord {
  const body = part(bytes, start + 4, readUint32(bytes, start));
  let at = 0;
  const take = (length: number): Buffer => {
    const taken = part(body, at, length);
    at += length;
    return taken;
  };
  const count = (): number => take(4).readUInt32BE();
  const list = (): Hex[] => {
    const items: Hex[] = [];
    for (let left = count(); left > 0; left--) items.push(toHex(take(count())));
    return items;
  };
  const framed = count();
  const r = take(8).readBigUInt64BE();
  const parentSeal = toHex(take(32));
  const signature = toHex(take(65));
  const header = toHex(take(count()));
  const transactions = list();
  const receipts = list();
  if (at !== body.length) throw damaged();
  const { number, timestamp, mixHash: prevRandao } = decodeHeader(header);
  const seal = { number, parentSeal, blockHash: headerHash(header), timestamp, r, signature };
  return { framed, record: { number, timestamp, prevRandao, transactions, receipts, header, seal } };
}

function part(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw damaged();
  return bytes.subarray(at, at + length);
}

function readUint32(bytes: Buffer, at: number): number {
  return part(bytes, at, 4).readUInt32BE();
}

function damaged(): InputError {
  return new InputError('LOG_DAMAGED', 'A record of a segment of the log has another length than it says.');
}

function bytesOf(hex: Hex): Buffer {
  return Buffer.from(hex.slice(2), 'hex');
}

function counted(hex: Hex): Buffer[] {
  const bytes = bytesOf(hex);
  return [uint32(bytes.length), bytes];
}

function listed(items: readonly Hex[]): Buffer[] {
  return [uint32(items.length), ...items.flatMap(counted)];
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
