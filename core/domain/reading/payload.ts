import { gcm } from '@noble/ciphers/aes.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { commit, mod } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import { FLAG } from '../ledger/kinds.ts';
import { decodeDay, encodeDay, type DayContent } from './day-packet.ts';
import { encodeFrameHeader, payloadHashOf, type Frame } from './frame.ts';
import { bytesToBigint, concatBytes, fromHex, fromUtf8, uintBytes, utf8, type Hex } from '../bytes/hex.ts';

/**
 * What a frame says to those who may read it. Registers are mantissa × 10^exponent of the meter's unit; they only rise.
 */
export type Payload =
  | { kind: 'single'; exponent: number; mantissa: bigint }
  | ({ kind: 'day'; exponent: number } & DayContent)
  | { kind: 'ocmf'; exponent: number; mantissa: bigint; record: string };

export type FrameKeys = { key: Uint8Array; nonce: Uint8Array; blinding: bigint };

/** The bytes that are encrypted (docs/formats.md §4, Payload). */
export function encodePayload(payload: Payload): Uint8Array {
  const exponent = uintBytes(payload.exponent & 0xff, 1);
  switch (payload.kind) {
    case 'single':
      return concatBytes(Uint8Array.of(1), exponent, uintBytes(payload.mantissa, 8));
    case 'day':
      return encodeDay(exponent, payload);
    case 'ocmf': {
      const record = utf8(payload.record);
      return concatBytes(
        Uint8Array.of(3),
        exponent,
        uintBytes(payload.mantissa, 8),
        uintBytes(record.length, 2),
        record,
      );
    }
    default:
      return payload satisfies never;
  }
}

/** @throws InputError PAYLOAD_MALFORMED */
export function decodePayload(bytes: Uint8Array): Payload {
  const exponent = ((bytes[1] ?? 0) << 24) >> 24;
  const uint = (from: number, to: number): bigint => bytesToBigint(bytes.subarray(from, to));
  if (bytes[0] === 1 && bytes.length === 10) return { kind: 'single', exponent, mantissa: uint(2, 10) };
  const day = bytes[0] === 2 ? decodeDay(bytes) : undefined;
  if (day !== undefined) return { kind: 'day', exponent, ...day };
  if (bytes[0] === 3 && bytes.length >= 12 && bytes.length === 12 + Number(uint(10, 12))) {
    return { kind: 'ocmf', exponent, mantissa: uint(2, 10), record: fromUtf8(bytes.subarray(12)) };
  }
  throw new InputError(
    'PAYLOAD_MALFORMED',
    `A payload of type ${bytes[0]} and ${bytes.length} bytes is not known here.`,
  );
}

/** The flag that tells the length of the ciphertext: none for one register. */
export function contentFlag({ kind }: Payload): number {
  return kind === 'day' ? FLAG.dayPacket : kind === 'ocmf' ? FLAG.record : 0;
}

/** The register mantissa that the frame's commitment is to. */
export function committedValue(payload: Payload): bigint {
  if (payload.kind !== 'day') return payload.mantissa;
  const last = payload.mantissas.at(-1);
  if (last === undefined) throw new InputError('PAYLOAD_MALFORMED', 'A day packet holds the register at midnight.');
  return last;
}

/** Key, nonce and blinding of one frame: HKDF from the meter's period key, channel and sequence; the pair never repeats. */
export function frameKeys(args: { periodKey: Uint8Array; channel: Hex; sequence: bigint }): FrameKeys {
  const channelKey = hkdf(sha256, args.periodKey, fromHex(args.channel), utf8('domledger/channel/v1'), 32);
  const info = concatBytes(utf8('domledger/frame/v1'), uintBytes(args.sequence, 4));
  const okm = hkdf(sha256, channelKey, new Uint8Array(0), info, 92);
  return { key: okm.slice(0, 32), nonce: okm.slice(32, 44), blinding: mod(bytesToBigint(okm.subarray(44, 92))) };
}

/** Commits and encrypts a payload into a frame that lacks only its signature; what kind of content it is, its flags say. */
export function sealFrame(args: {
  periodKey: Uint8Array;
  header: Omit<Frame, 'commitment' | 'payloadHash'>;
  payload: Payload;
}): { frame: Frame; ciphertext: Uint8Array } {
  const header = { ...args.header, flags: args.header.flags | contentFlag(args.payload) };
  const keys = frameKeys({ periodKey: args.periodKey, channel: header.channel, sequence: header.sequence });
  const ciphertext = gcm(keys.key, keys.nonce, encodeFrameHeader(header)).encrypt(encodePayload(args.payload));
  const commitment = commit(committedValue(args.payload), keys.blinding);
  return { frame: { ...header, commitment, payloadHash: payloadHashOf(ciphertext) }, ciphertext };
}

/** The bytes that a device signs when it announces a meter's period key (docs/formats.md §4). */
export function periodKeyMessage(args: {
  domain: Uint8Array;
  meterId: Hex;
  period: number;
  envelope: Hex;
}): Uint8Array {
  return concatBytes(
    utf8('Domledger period key v1'),
    args.domain,
    fromHex(args.meterId),
    uintBytes(args.period, 4),
    keccak_256(fromHex(args.envelope)),
  );
}
