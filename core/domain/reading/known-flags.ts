import { FLAG } from '../ledger/kinds.ts';

const ALL = Object.values(FLAG).reduce((sum, bit) => sum | bit, 0);
/** What the word between meter and gateway stands in; both bits at once mean nothing. */
const WORD = FLAG.encrypted | FLAG.authenticated;
/** What the ciphertext holds where it is not one register; it is never both. */
export const CONTENT_FLAGS = FLAG.dayPacket | FLAG.record;

/** Whether a frame can say this (docs/formats.md §4), as `Frames.isUnknown` refuses the rest. */
export function hasKnownFlags(flags: number): boolean {
  return (flags & ~ALL) === 0 && (flags & WORD) !== WORD && (flags & CONTENT_FLAGS) !== CONTENT_FLAGS;
}
