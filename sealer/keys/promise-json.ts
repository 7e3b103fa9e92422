import { InputError } from '../../core/domain/bytes/errors.ts';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';
import { signedBlockFromJson, signedBlockToJson } from '../../core/domain/ledger/internal-block.ts';
import type { Promised } from './seal-signer.ts';

/** An admission as the queue's log and the keeper keep it, and as the keeper hands it to the next sealer. */
export function promisedToJson({ admission, after, signed }: Promised): Record<string, unknown> {
  return {
    digest: admission.digest,
    byBlock: admission.byBlock.toString(),
    timestamp: admission.timestamp.toString(),
    after: after.toString(),
    signed: signedBlockToJson(signed),
  };
}

/** Strict parse of a list. @throws InputError RECORD_INVALID, HEX_INVALID, BLOCK_JSON_INVALID */
export function parsePromised(json: unknown): Promised[] {
  if (!Array.isArray(json)) throw new InputError('RECORD_INVALID', 'The admissions are not a list.');
  return json.map((entry: unknown) => {
    const keys = ['digest', 'byBlock', 'timestamp', 'after', 'signed'];
    const fields = strictFields(entry, keys, 'The admission', 'RECORD_INVALID');
    return {
      admission: {
        digest: fields.mixedHex('digest', 32),
        byBlock: fields.uint64('byBlock'),
        timestamp: fields.uint64('timestamp'),
      },
      after: fields.uint64('after'),
      signed: signedBlockFromJson(fields.value('signed')),
    };
  });
}
