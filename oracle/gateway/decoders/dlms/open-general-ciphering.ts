import { createDecipheriv } from 'node:crypto';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';
import { readEnvelope } from './read-envelope.ts';

/** `authenticated`: the tag was checked, so that nothing was changed on the way. `rest` is the first byte after the ciphertext. */
export type Opened = { bytes: Uint8Array; authenticated: boolean; systemTitle: Uint8Array };

const TAG = 12;
const AUTHENTICATED = 0x10;
const ENCRYPTED = 0x20;
/** Says which of the meter's keys it used; the caller gives that one. */
const BROADCAST_KEY = 0x40;
/** Security suites 0 and 1 both cipher with AES-128-GCM; suite 2 (AES-256) and compression are not supported. */
const SUITE_1 = 0x01;
/** The authentication key that Luxembourg's P1 specification (1.1.3, 3.2.5) fixes for everybody. */
const PUBLIC_AUTHENTICATION_KEY = Uint8Array.from({ length: 16 }, (_, index) => index * 0x11);

/**
 * General-glo-ciphering (DB) and general-ciphering (DD) of IEC 62056-5-3: system title, length, security control, invocation counter, ciphertext, tag. `key`: the 16-byte
 * encryption key, followed by the 16-byte authentication key where the utility gives one. Without the right authentication key the tag cannot be checked: the
 * content is then opened but not `authenticated`, except that a stated authentication key must hold.
 * Refuses: TRUNCATED_HEADER, UNSUPPORTED_ENCRYPTION, KEY_REQUIRED, BAD_KEY, BAD_AUTHENTICATION.
 */
export function openGeneralCiphering(bytes: Uint8Array, key: Uint8Array | undefined): Opened | Refusal {
  const envelope = readEnvelope(bytes);
  if (envelope === 'other') {
    return refuse(
      'UNSUPPORTED_ENCRYPTION',
      'Ciphered telegrams begin with DB 08 and the system title, or with DD and name a key that both sides have.',
    );
  }
  if (envelope === undefined || envelope.content.value < 5) return truncated();
  const { content: length, systemTitle } = envelope;
  const control = bytes[length.next] ?? 0;
  if ((control & ~(AUTHENTICATED | BROADCAST_KEY | SUITE_1)) !== ENCRYPTED) {
    return refuse('UNSUPPORTED_ENCRYPTION', `Security control ${control.toString(16)} is not supported.`);
  }
  const tagged = (control & AUTHENTICATED) !== 0;
  const from = length.next + 5;
  const whole = length.next + length.value;
  const end = endOfCiphertext(bytes.length, whole, tagged);
  if (end === undefined || end < from) return truncated();
  if (key === undefined)
    return refuse('KEY_REQUIRED', 'The telegram is encrypted (AES-GCM); give the key of its meter.');
  if (key.length !== 16 && key.length !== 32) {
    return refuse(
      'BAD_KEY',
      'The key must have 16 bytes, or 32 with the authentication key behind the encryption key.',
    );
  }
  const iv = Buffer.concat([systemTitle, bytes.subarray(length.next + 1, from)]);
  return open({
    key,
    iv,
    control,
    systemTitle,
    bound: envelope.bound,
    sealed: bytes.subarray(from, end),
    tag: tagged ? bytes.subarray(end, end + TAG) : undefined,
  });
}

/** Some meters count the tag in the length, some do not. */
function endOfCiphertext(total: number, whole: number, tagged: boolean): number | undefined {
  if (!tagged) return whole <= total ? whole : undefined;
  if (total >= whole + TAG) return whole;
  return total >= whole ? whole - TAG : undefined;
}

type Sealed = {
  key: Uint8Array;
  iv: Uint8Array;
  control: number;
  systemTitle: Uint8Array;
  bound: readonly Uint8Array[];
  sealed: Uint8Array;
  tag: Uint8Array | undefined;
};

function open({ key, iv, control, systemTitle, bound, sealed, tag }: Sealed): Opened | Refusal {
  const encryptionKey = key.subarray(0, 16);
  const stated = key.length === 32;
  if (tag !== undefined) {
    for (const aad of stated ? covered(control, key.subarray(16), bound) : guesses(control, bound)) {
      const plain = openAuthenticated(encryptionKey, iv, sealed, tag, aad);
      if (plain !== undefined) return { bytes: plain, authenticated: true, systemTitle };
    }
    if (stated)
      return refuse(
        'BAD_AUTHENTICATION',
        'The authentication tag does not fit: wrong keys, or the telegram was changed.',
      );
  }
  return { bytes: openOnly(encryptionKey, iv, sealed), authenticated: false, systemTitle };
}

function covered(control: number, authenticationKey: Uint8Array, bound: readonly Uint8Array[]): Uint8Array[] {
  return bound.map((fields) => Buffer.concat([Uint8Array.of(control), authenticationKey, fields]));
}

/** Without a stated authentication key: the published one, or none at all. */
function guesses(control: number, bound: readonly Uint8Array[]): (Uint8Array | undefined)[] {
  return [...covered(control, PUBLIC_AUTHENTICATION_KEY, bound), undefined];
}

function openAuthenticated(
  key: Uint8Array,
  iv: Uint8Array,
  sealed: Uint8Array,
  tag: Uint8Array,
  aad: Uint8Array | undefined,
): Uint8Array | undefined {
  const decipher = createDecipheriv('aes-128-gcm', key, iv, { authTagLength: TAG });
  decipher.setAuthTag(tag);
  if (aad !== undefined) decipher.setAAD(aad);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** GCM without its tag is counter mode that starts at 2. */
function openOnly(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  const counter = Buffer.concat([iv, Uint8Array.of(0, 0, 0, 2)]);
  return createDecipheriv('aes-128-ctr', key, counter).update(sealed);
}

function truncated(): Refusal {
  return refuse('TRUNCATED_HEADER', 'The ciphered telegram ends before the length that it states.');
}
