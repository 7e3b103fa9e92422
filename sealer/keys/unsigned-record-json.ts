import { blockRecordToJson, parseBlockRecord, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { isRecord } from '../../core/domain/bytes/is-record.ts';

/** A record whose seal is not signed yet. */
export type UnsignedRecord = Omit<BlockRecord, 'seal'> & { seal: Omit<BlockRecord['seal'], 'signature'> };

const NO_SIGNATURE: Hex = `0x${'00'.repeat(65)}`;

/** A record without its signature. The seal stands last, so that the signature can be put in without parsing the text. */
export function unsignedRecordToJson(record: UnsignedRecord): Record<string, unknown> {
  const { seal, ...rest } = blockRecordToJson({ ...record, seal: { ...record.seal, signature: NO_SIGNATURE } });
  const { signature: _, ...unsigned } = seal;
  return { ...rest, seal: unsigned };
}

/** Strict parse. @throws InputError RECORD_INVALID, HEX_INVALID */
export function parseUnsignedRecord(json: unknown): UnsignedRecord {
  if (!isRecord(json) || !isRecord(json['seal']) || 'signature' in json['seal'])
    throw new InputError('RECORD_INVALID', 'This is no block record without a signature.');
  const { seal, ...rest } = parseBlockRecord({ ...json, seal: { ...json['seal'], signature: NO_SIGNATURE } });
  const { signature: _, ...unsigned } = seal;
  return { ...rest, seal: unsigned };
}
