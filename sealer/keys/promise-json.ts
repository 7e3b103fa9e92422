import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { signedBlockFromJson, signedBlockToJson } from '../../core/domain/ledger/internal-block.ts';
import { membersOf, uint64Of } from '../../core/domain/seal/seal.ts';
import type { Promised } from './seal-signer.ts';

/** An admission as the keeper keeps it and hands it to the next sealer. */
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
    const fields = membersOf(entry, 'admission', ['digest', 'byBlock', 'timestamp', 'after', 'signed']);
    return {
      admission: {
        digest: parseHex(fields['digest'], 'admission.digest', 32),
        byBlock: uint64Of(fields['byBlock'], 'admission.byBlock'),
        timestamp: uint64Of(fields['timestamp'], 'admission.timestamp'),
      },
      after: uint64Of(fields['after'], 'admission.after'),
      signed: signedBlockFromJson(fields['signed']),
    };
  });
}
