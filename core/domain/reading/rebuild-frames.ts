import type { Hex } from '../bytes/hex.ts';
import { toHex } from '../bytes/hex.ts';
import type { LastFrame } from './follows-frame.ts';
import { encodeFrame, frameHash, linkOf, payloadHashOf, ZERO_LINK } from './frame.ts';
import type { Frame } from './frame.ts';
import type { SignedBatch } from './readings-data.ts';

/** A recorded frame, whole again. `isFirst`: nothing of its channel was recorded before. */
export type RebuiltFrame = { frame: Frame; ciphertext: Uint8Array; hash: Uint8Array; link: Hex; isFirst: boolean };

/** Where channels stand, by channel: what a reader of the ledger keeps of all frames that it has read. */
export type ChannelHeads = { get(channel: Hex): LastFrame | undefined; set(channel: Hex, last: LastFrame): unknown };

/**
 * Puts the frames of a batch together as their device signed them: number and link are not sent, they follow from the channel's last frame, as
 * `ReadingLedger` takes them from its slot. Only in the order of the ledger, and with every frame of it, are they the right ones; then the device's
 * signature holds over the hashes.
 * @param heads is moved on behind each frame
 */
export function rebuildFrames(
  batch: SignedBatch,
  { algorithm, domain, heads }: { algorithm: 1 | 2; domain: Uint8Array; heads: ChannelHeads },
): RebuiltFrame[] {
  return batch.frames.map(({ ciphertext, ...sent }) => {
    const last = heads.get(sent.channel);
    const frame = {
      ...sent,
      algorithm,
      domain,
      sequence: sent.sequence ?? (last?.sequence ?? 0n) + 1n,
      previous: last?.link ?? ZERO_LINK,
      payloadHash: payloadHashOf(ciphertext),
    };
    const hash = frameHash(encodeFrame(frame));
    const link = linkOf(toHex(hash));
    heads.set(frame.channel, { sequence: frame.sequence, time: frame.time, link });
    return { frame, ciphertext, hash, link, isFirst: last === undefined };
  });
}
