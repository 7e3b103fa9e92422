import type { Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';

/** What a sealer or replica calls its newest block; nothing of it is verified. */
export type ToldHead = { number: bigint; sealHash: Hex; timestamp: bigint };

/** The answer of `/v1/head`, and the head beside a page of blocks; another program may say more. @throws InputError RECORD_INVALID, HEX_INVALID */
export function parseToldHead(json: unknown): ToldHead {
  const keys = ['number', 'sealHash', 'timestamp'];
  const fields = strictFields(json, keys, 'The head', 'RECORD_INVALID', { extra: true });
  return {
    number: fields.uint64('number'),
    sealHash: fields.mixedHex('sealHash', 32),
    timestamp: fields.uint64('timestamp'),
  };
}
