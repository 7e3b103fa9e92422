import type { Hex } from '../bytes/hex.ts';

/** What is known of an account of which a key was lost (docs/formats.md §2, WRAP_AGAIN). */
export type LostKey = {
  /** From when on the key that followed counts, unix seconds: what was sealed before may be for one that nobody has. */
  until: bigint;
  /** Content keys that were wrapped again for a key that the account still has, by the hash that their envelope names. */
  wraps: ReadonlyMap<Hex, readonly { from: Hex; wrapped: Uint8Array }[]>;
  /** By that hash, who said that the envelope was for it as well and stays closed to it. */
  closed: ReadonlyMap<Hex, readonly Hex[]>;
};
