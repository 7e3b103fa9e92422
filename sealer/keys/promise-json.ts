import { InputError } from '../../core/domain/bytes/errors.ts';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';
import { signedBlockFromJson, signedBlockToJson } from '../../core/domain/ledger/internal-block.ts';
import { ADMISSION_KEYS, admissionOf, admissionToJson } from '../../core/domain/seal/admission-receipt.ts';
import type { Promised } from './seal-signer.ts';

/** An admission as the queue's log and the keeper keep it, and as the keeper hands it to the next sealer. */
export function promisedToJson({ admission, signed }: Promised): Record<string, unknown> {
  return { ...admissionToJson(admission), signed: signedBlockToJson(signed) };
}

/** Strict parse of a list. @throws InputError RECORD_INVALID, HEX_INVALID, BLOCK_JSON_INVALID */
export function parsePromised(json: unknown): Promised[] {
  if (!Array.isArray(json)) throw new InputError('RECORD_INVALID', 'The admissions are not a list.');
  return json.map((entry: unknown) => {
    const fields = strictFields(entry, [...ADMISSION_KEYS, 'signed'], 'The admission', 'RECORD_INVALID');
    return { admission: admissionOf(fields), signed: signedBlockFromJson(fields.value('signed')) };
  });
}
