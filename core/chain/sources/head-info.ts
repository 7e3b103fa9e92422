import { TransientError } from '../../domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../domain/bytes/hex.ts';
import { isRecord } from '../../domain/bytes/is-record.ts';

export type HeadInfo = {
  readonly number: bigint;
  readonly sealHash: Hex;
  readonly blockHash: Hex;
  readonly timestamp: bigint;
};

/** The answer of `/v1/head`; nothing of it is verified. @throws TransientError ANSWER_MALFORMED; InputError HEX_INVALID */
export function parseHeadInfo(json: unknown): HeadInfo {
  const body = answerFields(json, 'head');
  return {
    number: answerInteger(body['number'], 'head number'),
    sealHash: parseHex(body['sealHash'], 'head sealHash', 32),
    blockHash: parseHex(body['blockHash'], 'head blockHash', 32),
    timestamp: answerInteger(body['timestamp'], 'head timestamp'),
  };
}

export function answerFields(body: unknown, what: string): Record<string, unknown> {
  if (!isRecord(body)) throw new TransientError('ANSWER_MALFORMED', `The answer to ${what} is no JSON object.`);
  return body;
}

export function answerInteger(value: unknown, what: string): bigint {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw new TransientError('ANSWER_MALFORMED', `${what} is no integer.`);
}
