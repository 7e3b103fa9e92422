import type { Outbox } from '../../../core/chain/outbox.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { ReceiptJson } from '../../../core/domain/seal/admission-receipt.ts';
import type { RefusalJson } from '../../../core/domain/seal/refusal.ts';
import { parseSeen, seenToJson, type SeenJson } from '../../../core/domain/seal/seen.ts';
import type { Reader } from './light-client.ts';

/** What was signed about a block that the portal carries: the company's promise or refusal, and the words of witnesses that saw it. */
export type BlockWords = { receipt?: ReceiptJson; refusal?: RefusalJson; seen?: SeenJson[] };

/** Its sender checks and keeps these words; what no replica waits for has none of witnesses. */
export async function blockWords(
  args: { outbox: Pick<Outbox, 'receipt' | 'refusal'>; client: Reader },
  digest: Hex,
): Promise<BlockWords> {
  const receipt = args.outbox.receipt(digest);
  const refusal = args.outbox.refusal(digest);
  const seen = await seenWords(args.client, digest);
  return {
    ...(receipt === undefined ? {} : { receipt }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(seen.length === 0 ? {} : { seen }),
  };
}

async function seenWords(client: Reader, digest: Hex): Promise<SeenJson[]> {
  try {
    const { seen } = looseFields(await client.ask(`/v1/seen/${digest}`));
    return Array.isArray(seen) ? seen.map((json: unknown) => seenToJson(parseSeen(json))) : [];
  } catch (error) {
    if (error instanceof InputError || error instanceof TransientError) return [];
    throw error;
  }
}
