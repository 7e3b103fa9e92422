import { parseBlockRecord, type BlockRecord } from '../domain/seal/block-record.ts';
import { InputError, TransientError } from '../domain/bytes/errors.ts';
import type { Hex } from '../domain/bytes/hex.ts';
import { looseFields } from '../domain/bytes/loose-fields.ts';
import { checkSealAlone, sealDigest } from '../domain/seal/seal.ts';
import { parseToldHead, type ToldHead } from '../domain/seal/told-head.ts';
import { fetchBoundedJson } from '../runtime/fetch-bounded.ts';
import type { NetworkDomain } from '../domain/ledger/network.ts';

/** Whose seals count from which block on. */
export type SealKeys = { domain: NetworkDomain; signerAt: (number: bigint) => Hex };

/** Reads sealed blocks of somebody who is not trusted: each answer is bounded in time and size. */
export type SealedSource = {
  readonly url: string;
  /** @throws TransientError SOURCE_UNREACHABLE; InputError ANSWER_MALFORMED, RECORD_INVALID */
  head(signal: AbortSignal): Promise<ToldHead>;
  /**
   * Records from `from` on, each with a seal of the company, of whatever hardness; fewer where the source has fewer.
   * @throws InputError SOURCE_LIES when a seal is not the company's or not of this number
   */
  records(from: bigint, limit: number, signal: AbortSignal): Promise<BlockRecord[]>;
};

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

export function sealedSource(url: string, keys: SealKeys, timeoutMs = TIMEOUT_MS): SealedSource {
  const get = (path: string, signal: AbortSignal): Promise<unknown> =>
    fetchBoundedJson(url + path, { signal, timeoutMs, maxBytes: MAX_BYTES });
  return {
    url,
    async head(signal) {
      return parseToldHead(await get('/v1/head', signal));
    },
    async records(from, limit, signal) {
      const body = await get(`/v1/blocks?from=${from}&limit=${limit}`, signal);
      const blocks = looseFields(body)['blocks'];
      if (!Array.isArray(blocks) || blocks.length > limit)
        throw new InputError('SOURCE_LIES', `${url} answers no list of at most ${limit} blocks.`);
      return blocks.map((json: unknown, index) => checkedRecord(url, keys, json, from + BigInt(index)));
    },
  };
}

/** One record, which the source must have. @throws TransientError BLOCK_MISSING; as `records` */
export async function sealedRecord(source: SealedSource, number: bigint, signal: AbortSignal): Promise<BlockRecord> {
  const [record] = await source.records(number, 1, signal);
  if (record === undefined)
    throw new TransientError('BLOCK_MISSING', `${source.url} gives no block ${number}. It is asked again.`);
  return record;
}

export function sealHashOf(domain: NetworkDomain, record: BlockRecord): Hex {
  return sealDigest(domain, record.seal);
}

function checkedRecord(url: string, keys: SealKeys, json: unknown, number: bigint): BlockRecord {
  try {
    const record = parseBlockRecord(json);
    if (record.number !== number || record.seal.number !== number)
      throw new InputError('RECORD_INVALID', `Block ${record.number} came instead of block ${number}.`);
    checkSealAlone({ domain: keys.domain, seal: record.seal, signer: keys.signerAt(number), targetBits: 0 });
    return record;
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(
      'SOURCE_LIES',
      `${url} shows a block ${number} that the company did not seal: ${cause.message}`,
      { cause },
    );
  }
}
