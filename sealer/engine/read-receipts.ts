import type { Hex } from '../../core/domain/bytes/hex.ts';
import { encodeReceipt } from '../../core/domain/seal/receipt.ts';

/** The receipts of one block as JSON-RPC's eth_getBlockReceipts gives them, as EIP-2718 writes them. @throws InputError RECEIPT_INVALID, HEX_INVALID */
export function readReceipts(answer: unknown): Hex[] {
  if (!Array.isArray(answer)) throw new Error('the engine has no receipts of its block');
  return answer.map(encodeReceipt);
}
