import { gcm } from '@noble/ciphers/aes.js';
import { InputError } from '../bytes/errors.ts';
import { commit, equalPoints } from '../crypto/commitment.ts';
import type { LostKeyCode } from '../crypto/lost-key.ts';
import { encodeFrameHeader, payloadHashOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { CONTENT_FLAGS } from './known-flags.ts';
import { committedValue, contentFlag, decodePayload, frameKeys } from './payload.ts';
import type { Payload } from './payload.ts';

/** What a frame says: the payload, the register value that its commitment is to, and the blinding. */
export type FrameContent = { payload: Payload; value: bigint; blinding: bigint };

/** `closed`: none of the reader's keys is the frame's, which says nothing about the frame. `damaged`: what its device sealed is wrong for everybody. */
export type OpenedFrame =
  | ({ state: 'opened' } & FrameContent)
  | { state: 'closed'; code: 'PERIOD_KEY_MISSING' | 'PAYLOAD_NOT_OPENED' | LostKeyCode; message: string }
  | {
      state: 'damaged';
      code: 'PAYLOAD_HASH_MISMATCH' | 'PAYLOAD_MALFORMED' | 'COMMITMENT_MISMATCH';
      message: string;
    };

/**
 * Opens a frame with the first of the reader's keys that fits, and checks that hash, encryption and commitment say the same.
 * @param periodKeys all that the reader has of the frame's meter and period, newest first: a gateway that lost its memory goes on with another one
 */
export function openFrame(args: {
  periodKeys: readonly Uint8Array[];
  frame: Frame;
  ciphertext: Uint8Array;
}): OpenedFrame {
  const { periodKeys, frame, ciphertext } = args;
  const which = `frame ${frame.sequence} of channel ${frame.channel}`;
  if (payloadHashOf(ciphertext) !== frame.payloadHash) {
    return {
      state: 'damaged',
      code: 'PAYLOAD_HASH_MISMATCH',
      message: `The ciphertext is not the one that ${which} names.`,
    };
  }
  let found: OpenedFrame | undefined;
  for (const periodKey of periodKeys) {
    const opened = openWith(periodKey, frame, ciphertext, which);
    if (opened?.state === 'opened') return opened;
    // Two keys can be made that both decrypt one ciphertext; only the commitment binds it to one value.
    found ??= opened;
  }
  if (found !== undefined) return found;
  return periodKeys.length === 0
    ? {
        state: 'closed',
        code: 'PERIOD_KEY_MISSING',
        message: `No period key for ${which} was announced to this account.`,
      }
    : { state: 'closed', code: 'PAYLOAD_NOT_OPENED', message: `None of the period keys at hand opens ${which}.` };
}

/** @throws InputError with the code of a frame that is closed or damaged */
export function contentOf(opened: OpenedFrame): FrameContent {
  if (opened.state === 'opened') return opened;
  throw new InputError(opened.code, opened.message);
}

/** Undefined when the key is not the frame's. */
function openWith(periodKey: Uint8Array, frame: Frame, ciphertext: Uint8Array, which: string): OpenedFrame | undefined {
  const { key, nonce, blinding } = frameKeys({ periodKey, channel: frame.channel, sequence: frame.sequence });
  let plaintext: Uint8Array;
  try {
    plaintext = gcm(key, nonce, encodeFrameHeader(frame)).decrypt(ciphertext);
  } catch {
    return undefined;
  }
  let payload: Payload;
  try {
    payload = decodePayload(plaintext);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { state: 'damaged', code: 'PAYLOAD_MALFORMED', message: `${error.message} It stands in ${which}.` };
  }
  if (contentFlag(payload) !== (frame.flags & CONTENT_FLAGS))
    return {
      state: 'damaged',
      code: 'PAYLOAD_MALFORMED',
      message: `The content of ${which} is not what its flags say.`,
    };
  const value = committedValue(payload);
  if (!equalPoints(commit(value, blinding), frame.commitment)) {
    return {
      state: 'damaged',
      code: 'COMMITMENT_MISMATCH',
      message: `The commitment of ${which} is not to the value inside it.`,
    };
  }
  return { state: 'opened', payload, value, blinding };
}
