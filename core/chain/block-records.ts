import { TransientError } from '../domain/bytes/errors.ts';
import { parseHex } from '../domain/bytes/hex.ts';
import { isRecord } from '../domain/bytes/is-record.ts';
import { looseFields } from '../domain/bytes/loose-fields.ts';
import type { Hex } from '../domain/bytes/hex.ts';

/** What a reader needs of a block record (docs/formats.md §7); verifying the seal is the replica's work. */
export type BlockRecordPage = {
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly transactions: readonly Hex[];
};

/** @throws TransientError RECORDS_MALFORMED, RECORDS_MISSING when the body is not the records from `from` on, without a gap */
export function parseBlockRecords(body: unknown, from: bigint): BlockRecordPage[] {
  const blocks = looseFields(body)['blocks'];
  if (!Array.isArray(blocks)) throw new TransientError('RECORDS_MALFORMED', 'The block records are no list.');
  return blocks.map((block: unknown, index) => {
    const record = parseRecord(block);
    if (record.number !== from + BigInt(index)) {
      throw new TransientError(
        'RECORDS_MISSING',
        `Block ${from + BigInt(index)} was asked for, block ${record.number} came.`,
      );
    }
    return record;
  });
}

function parseRecord(block: unknown): BlockRecordPage {
  if (!isRecord(block) || !Array.isArray(block['transactions'])) {
    throw new TransientError('RECORDS_MALFORMED', 'A block record has no transactions.');
  }
  return {
    number: integer(block['number']),
    timestamp: integer(block['timestamp']),
    transactions: block['transactions'].map((raw: unknown) => parseHex(raw, 'a transaction of a block record')),
  };
}

function integer(value: unknown): bigint {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw new TransientError('RECORDS_MALFORMED', 'A block record has an integer that is none.');
}
