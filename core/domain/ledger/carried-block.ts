import { SUBMIT_SELECTOR } from './block-data.ts';
import { InputError } from '../bytes/errors.ts';
import { decodeTransaction } from './evm-transaction.ts';
import type { Hex } from '../bytes/hex.ts';
import type { InternalBlock } from './internal-block.ts';

/** The signed fields of the internal block that a transaction hands to a contract; `undefined` for any other transaction. */
export function carriedBlock(raw: Hex): { ledger: Hex; block: InternalBlock } | undefined {
  let call: ReturnType<typeof decodeTransaction>;
  try {
    call = decodeTransaction(raw);
  } catch (error) {
    // The sealer makes no transactions of other forms; whoever seals one carries nothing with it.
    if (error instanceof InputError) return undefined;
    throw error;
  }
  const { to, data } = call;
  if (to === undefined || !data.startsWith(SUBMIT_SELECTOR) || data.length < SIGNED_FIELDS_END) return undefined;
  // They are a static tuple, so each stands in a word of its own right behind the selector.
  const word = (at: number): string => data.slice(10 + 64 * at, 10 + 64 * (at + 1));
  const block: InternalBlock = {
    from: `0x${word(0).slice(24)}`,
    to: `0x${word(1).slice(24)}`,
    timestamp: BigInt(`0x${word(2).slice(48)}`),
    kind: Number.parseInt(word(3).slice(60), 16),
    subject: `0x${word(4)}`,
    dataHash: `0x${word(5)}`,
    replaces: `0x${word(6)}`,
  };
  return { ledger: to, block };
}

const SIGNED_FIELDS_END = 2 + 2 * (4 + 7 * 32);
