import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Point } from '../crypto/commitment.ts';
import type { NetworkDomain } from '../ledger/network.ts';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';

export const FRAME_LENGTH = 160;
export const FRAME_VERSION = 2;

/** Bytes of a frame's hash by which the next one names it, and which the ledger keeps. */
const LINK_LENGTH = 16;
/** What the first frame of a channel names. */
export const ZERO_LINK: Hex = `0x${'00'.repeat(LINK_LENGTH)}`;

/** A reading frame (docs/formats.md §4): what a device signs about one register at one time. */
export type Frame = {
  algorithm: 1 | 2;
  flags: number;
  domain: Uint8Array;
  /** Four bytes, as `channelOf` makes them. */
  channel: Hex;
  sequence: bigint;
  /** Unix seconds, UTC. */
  time: bigint;
  /** The link of the channel's frame before, zero for the first. */
  previous: Hex;
  commitment: Point;
  payloadHash: Hex;
};

/** The first 64 bytes of a frame; they are fixed before the payload is encrypted. */
export function encodeFrameHeader(frame: Omit<Frame, 'commitment' | 'payloadHash'>): Uint8Array {
  return concatBytes(
    Uint8Array.of(FRAME_VERSION, frame.algorithm),
    uintBytes(frame.flags, 2),
    frame.domain,
    fromHex(frame.channel),
    uintBytes(frame.sequence, 4),
    uintBytes(frame.time, 4),
    fromHex(frame.previous),
  );
}

/** The 160 bytes that are hashed and signed. */
export function encodeFrame(frame: Frame): Uint8Array {
  return concatBytes(
    encodeFrameHeader(frame),
    uintBytes(frame.commitment.x, 32),
    uintBytes(frame.commitment.y, 32),
    fromHex(frame.payloadHash),
  );
}

/** @throws InputError FRAME_MALFORMED for another length, version or algorithm */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length !== FRAME_LENGTH) {
    throw new InputError('FRAME_MALFORMED', `A frame has ${FRAME_LENGTH} bytes; this one has ${bytes.length}.`);
  }
  const algorithm = bytes[1];
  if (bytes[0] !== FRAME_VERSION || (algorithm !== 1 && algorithm !== 2)) {
    throw new InputError('FRAME_MALFORMED', `Frame version ${bytes[0]}, algorithm ${algorithm} is not known here.`);
  }
  return {
    algorithm,
    flags: Number(bytesToBigint(bytes.subarray(2, 4))),
    domain: bytes.slice(4, 36),
    channel: toHex(bytes.subarray(36, 40)),
    sequence: bytesToBigint(bytes.subarray(40, 44)),
    time: bytesToBigint(bytes.subarray(44, 48)),
    previous: toHex(bytes.subarray(48, 64)),
    commitment: { x: bytesToBigint(bytes.subarray(64, 96)), y: bytesToBigint(bytes.subarray(96, 128)) },
    payloadHash: toHex(bytes.subarray(128, 160)),
  };
}

export function frameHash(frameBytes: Uint8Array): Uint8Array {
  return sha256(frameBytes);
}

/** What the next frame of the channel names, and what the ledger keeps of a frame's hash. */
export function linkOf(hash: Hex): Hex {
  return `0x${hash.slice(2, 2 + 2 * LINK_LENGTH).toLowerCase()}`;
}

/** The frame's domain: which network and which ReadingLedger the frame is meant for. */
export function frameDomain({ chainId, networkHash }: NetworkDomain, readingLedger: Hex): Uint8Array {
  return keccak_256(concatBytes(uintBytes(chainId, 32), fromHex(networkHash), fromHex(readingLedger)));
}

/** What one device signature over a batch covers: the frame hashes in order (ECDSA hashes this with SHA-256). */
export function batchMessage(frameHashes: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...frameHashes);
}

export function payloadHashOf(ciphertext: Uint8Array): Hex {
  return toHex(keccak_256(ciphertext));
}
