import { createDecipheriv } from 'node:crypto';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';
import { aesCmac } from './aes-cmac.ts';

/** What the header of a telegram says about its encryption (EN 13757-7, configuration field). */
export type Encryption = {
  mode: number;
  /** Encrypted blocks of 16 bytes. */
  blocks: number;
  /** The receiver may have decrypted the payload already; false where a checksum over the encrypted form still holds. */
  mayBeOpen: boolean;
  /** Mode 7: the configuration field extension. */
  extension: number;
  /** Manufacturer(2) ‖ identification(4) ‖ version ‖ device type, as transmitted. */
  address: Uint8Array;
  accessNumber: number;
  /** Message counter of the authentication layer (4 bytes, as transmitted), which mode 7 derives its key from. */
  counter?: Uint8Array;
};

/** The plain payload. `sealed`: it was encrypted and the key opened it; `stripped`: it came decrypted, so that nothing vouches for it. */
export type PlainPayload = { bytes: Uint8Array; from: 'plain' | 'sealed' | 'stripped' };

const FILLER = 0x2f;

/**
 * Opens the payload `bytes[from … end)`. A payload that a receiver has already decrypted (it starts with 2F2F although the mode bits stand) is taken as it is.
 * Refuses: KEY_REQUIRED, BAD_KEY (not 16 bytes), WRONG_KEY, TRUNCATED_HEADER, UNSUPPORTED_ENCRYPTION.
 */
export function decryptPayload(
  bytes: Uint8Array,
  from: number,
  end: number,
  encryption: Encryption,
  key: Uint8Array | undefined,
): PlainPayload | Refusal {
  const length = encryption.blocks * 16;
  const payload = bytes.subarray(from, end);
  if (encryption.mode === 0) return { bytes: payload, from: 'plain' };
  if (encryption.mode !== 5 && encryption.mode !== 7) {
    return refuse('UNSUPPORTED_ENCRYPTION', `Encryption mode ${encryption.mode} is not supported.`);
  }
  if (length === 0) return { bytes: payload, from: 'plain' };
  const open = encryption.mayBeOpen && startsFilled(payload);
  if (length > payload.length) {
    return refuse('TRUNCATED_HEADER', `${length} bytes should be encrypted; only ${payload.length} are left.`);
  }
  if (key !== undefined && key.length !== 16) return refuse('BAD_KEY', 'The AES key must have 16 bytes.');
  const plain = key === undefined ? undefined : decrypt(payload.subarray(0, length), encryption, key);
  if (plain !== undefined && 'ok' in plain) return plain;
  if (plain !== undefined && startsFilled(plain)) {
    const joined = new Uint8Array(payload.length);
    joined.set(plain);
    joined.set(payload.subarray(length), length);
    return { bytes: joined, from: 'sealed' };
  }
  if (open) return { bytes: withoutStaleCrc(payload, length), from: 'stripped' };
  return key === undefined
    ? refuse('KEY_REQUIRED', `The telegram is encrypted (mode ${encryption.mode}); give the key of its meter.`)
    : refuse('WRONG_KEY', 'The key does not open the telegram.');
}

function startsFilled(payload: Uint8Array): boolean {
  return payload[0] === FILLER && payload[1] === FILLER;
}

/** A format B telegram that was decrypted by its receiver ends with the CRC of its encrypted form: two bytes that nothing can check. */
function withoutStaleCrc(payload: Uint8Array, length: number): Uint8Array {
  return payload.length === length + 2 ? payload.subarray(0, length) : payload;
}

function decrypt(payload: Uint8Array, encryption: Encryption, key: Uint8Array): Uint8Array | Refusal {
  if (encryption.mode === 5) {
    const iv = new Uint8Array(16).fill(encryption.accessNumber);
    iv.set(encryption.address);
    return aesCbc(key, iv, payload);
  }
  if (((encryption.extension >> 4) & 3) !== 1 || encryption.counter === undefined) {
    return refuse('UNSUPPORTED_ENCRYPTION', 'Mode 7 is supported with the key derivation from a message counter only.');
  }
  return aesCbc(derivedKey(key, 0x00, encryption), new Uint8Array(16), payload);
}

/** The ephemeral key of EN 13757-7 Annex: 00 encrypts, 01 authenticates messages of the meter. */
export function derivedKey(key: Uint8Array, purpose: number, { counter, address }: Encryption): Uint8Array {
  const input = new Uint8Array(16).fill(0x07);
  input[0] = purpose;
  input.set(counter ?? new Uint8Array(4), 1);
  input.set(address.subarray(2, 6), 5);
  return aesCmac(key, input);
}

function aesCbc(key: Uint8Array, iv: Uint8Array, payload: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(payload), decipher.final()]);
}
