import type { Hex } from '../bytes/hex.ts';

/** Why an envelope stays closed to whom it is for: its key was lost, and nobody wrapped it again, or somebody wrapped another one. Neither says anything of the envelope. */
export const LOST_KEY_CODES = ['KEY_LOST', 'WRAP_AGAIN_WRONG'] as const;
export type LostKeyCode = (typeof LOST_KEY_CODES)[number];

export function isLostKeyCode(code: string | undefined): code is LostKeyCode {
  return LOST_KEY_CODES.some((one) => one === code);
}

/** What is known of an account of which a key was lost (docs/formats.md §2, WRAP_AGAIN). */
export type LostKey = {
  /** From when on the key that followed counts, unix seconds: what was sealed before may be for one that nobody has. */
  until: bigint;
  /** Content keys that were wrapped again for a key that the account still has, by the hash that their envelope names. */
  wraps: ReadonlyMap<Hex, readonly { from: Hex; wrapped: Uint8Array }[]>;
  /** By that hash, who said that the envelope was for it as well and stays closed to it. */
  closed: ReadonlyMap<Hex, readonly Hex[]>;
};
