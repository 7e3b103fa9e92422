import type { Hex } from '../../domain/bytes/hex.ts';
import { parseAdmission } from '../../domain/seal/seal.ts';
import type { Admission } from '../chain-client.ts';

/** A receipt in the queue's JSON form. */
export type ReceiptJson = { digest: Hex; byBlock: string; timestamp: string; signature: Hex };

export function receiptToJson({ digest, byBlock, timestamp, signature }: Admission): ReceiptJson {
  return { digest, byBlock: byBlock.toString(), timestamp: timestamp.toString(), signature };
}

export function receiptOf(text: string): ReceiptJson {
  return receiptToJson(parseAdmission(JSON.parse(text)));
}
