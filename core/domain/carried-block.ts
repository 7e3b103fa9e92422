import { SUBMIT_SELECTOR } from './data.ts';
import type { Hex } from './hex.ts';
import type { InternalBlock } from './internal-block.ts';

/** The signed fields of a `submit` call, which stand at fixed places of the calldata; `undefined` for any other call. */
export function carriedBlock(calldata: Hex): InternalBlock | undefined {
  if (!calldata.startsWith(SUBMIT_SELECTOR) || calldata.length < 2 + 2 * (4 + 6 * 32)) return undefined;
  const word = (at: number): string => calldata.slice(10 + 64 * at, 10 + 64 * (at + 1));
  return {
    from: `0x${word(0).slice(24)}`,
    to: `0x${word(1).slice(24)}`,
    timestamp: BigInt(`0x${word(2).slice(48)}`),
    kind: Number.parseInt(word(3).slice(60), 16),
    subject: `0x${word(4)}`,
    dataHash: `0x${word(5)}`,
  };
}
