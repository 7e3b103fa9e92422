import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** Whether a block may have transactions for this contract: most have none, and decoding is dear. */
export function calls({ transactions }: { transactions: readonly Hex[] }, contract: Hex): boolean {
  return transactions.some((raw) => raw.includes(contract.slice(2)));
}
