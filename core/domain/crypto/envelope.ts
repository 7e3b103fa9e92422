import { gcm } from '@noble/ciphers/aes.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { ecies } from '#ecies';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, toHex, uintBytes, utf8, bytesToBigint, type Hex } from '../bytes/hex.ts';
import type { EnvelopeContext } from './envelope-context.ts';
import { checkPaddedLength, padContent, unpadContent } from './padding.ts';

/** Somebody an envelope is for: ledger address and secp256k1 encryption key (64 bytes x ‖ y). */
export type Addressee = { address: Hex; encryptionKey: Hex };

/** A content key for one addressee. */
export type Wrap = { address: Hex; wrapped: Uint8Array };
type Parts = { head: Uint8Array; keyHash: Hex; wraps: Wrap[]; nonce: Uint8Array; ciphertext: Uint8Array };

const VERSION = 2;
const TAG_BYTES = 16;

/**
 * One padded ciphertext for one place on the ledgers, one wrapped key per addressee (docs/formats.md §5; S27, S28, A13).
 * @throws InputError ENVELOPE_ADDRESSEES, ENCRYPTION_KEY_INVALID
 */
export async function sealEnvelope(args: {
  content: Uint8Array;
  /** As in `padContent`. */
  room?: number;
  addressees: readonly Addressee[];
  context: EnvelopeContext;
}): Promise<Hex> {
  const addressees = [...new Map(args.addressees.map((one) => [one.address.toLowerCase(), one])).values()];
  if (addressees.length === 0 || addressees.length > 16) {
    throw new InputError('ENVELOPE_ADDRESSEES', `An envelope has 1 to 16 addressees, not ${addressees.length}.`);
  }
  const contentKey = randomBytes(32);
  const wraps = await Promise.all(
    addressees.map(async ({ address, encryptionKey }) => ({
      address,
      wrapped: await ecies.encrypt(toHex(contentKey).slice(2), encryptionKey),
    })),
  );
  return formEnvelope({ ...args, wraps, contentKey, nonce: randomBytes(12) });
}

/** The envelope that follows from its secrets, each of which serves one envelope. */
export function formEnvelope(args: {
  content: Uint8Array;
  room?: number;
  context: EnvelopeContext;
  wraps: readonly Wrap[];
  contentKey: Uint8Array;
  nonce: Uint8Array;
}): Hex {
  const { context, contentKey, nonce } = args;
  const wraps = args.wraps.map(({ address, wrapped }) =>
    concatBytes(fromHex(address), uintBytes(wrapped.length, 2), wrapped),
  );
  const head = concatBytes(Uint8Array.of(VERSION, wraps.length), contentKeyHash(contentKey), ...wraps);
  const cipher = gcm(contentKey, nonce, concatBytes(context.bytes, head));
  return toHex(concatBytes(head, nonce, cipher.encrypt(padContent(args.content, args.room))));
}

/** Who opens what is addressed to an account: `formerEncryptionKeys` = private keys that it had before, newest first. */
export type EnvelopeReader = {
  address: Hex;
  encryptionPrivateKey: Hex;
  formerEncryptionKeys?: readonly Hex[] | undefined;
};

/**
 * Opens an envelope with the addressee's own key, in the place where it was found.
 * @throws InputError ENVELOPE_MALFORMED, NOT_ADDRESSEE, ENVELOPE_KEY, ENVELOPE_BROKEN, CONTENT_PADDING
 */
export async function openEnvelope(args: {
  envelope: Hex;
  account: EnvelopeReader;
  context: EnvelopeContext;
}): Promise<Uint8Array> {
  const { head, keyHash, wraps, nonce, ciphertext } = parseEnvelope(args.envelope);
  const mine = wraps.find((wrap) => wrap.address === args.account.address.toLowerCase());
  if (!mine) throw new InputError('NOT_ADDRESSEE', `The envelope is not addressed to ${args.account.address}.`);
  const contentKey = await unwrapped(mine, args.account);
  if (toHex(contentKeyHash(contentKey)) !== keyHash)
    throw new InputError('ENVELOPE_KEY', 'The key in the envelope is not the one that it states for all its readers.');
  return unpadContent(
    decrypted(() => gcm(contentKey, nonce, concatBytes(args.context.bytes, head)).decrypt(ciphertext)),
  );
}

async function unwrapped({ wrapped }: Wrap, account: EnvelopeReader): Promise<Uint8Array> {
  let cause: unknown;
  for (const key of [account.encryptionPrivateKey, ...(account.formerEncryptionKeys ?? [])]) {
    try {
      return parseContentKey(await ecies.decrypt(wrapped, key));
    } catch (error) {
      cause = error;
    }
  }
  throw broken(cause);
}

function decrypted(decrypt: () => Uint8Array): Uint8Array {
  try {
    return decrypt();
  } catch (cause) {
    throw broken(cause);
  }
}

function broken(cause: unknown): InputError {
  return new InputError(
    'ENVELOPE_BROKEN',
    'The envelope does not open: it was altered, made for another key, or taken from another block.',
    { cause },
  );
}

/** What ties all readers to one key: AES-GCM alone opens under two keys what was made for it, to two contents. */
function contentKeyHash(contentKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8('Domledger content key v2'), contentKey));
}

/** One spelling, so that nobody's reader opens what another's refuses. */
function parseContentKey(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new InputError('HEX_INVALID', 'The wrapped key is not 64 lower-case hex digits.');
  return fromHex(text);
}

/** Addresses that an envelope is for; public. @throws InputError ENVELOPE_MALFORMED, CONTENT_PADDING */
export function envelopeAddressees(envelope: Hex): Hex[] {
  return parseEnvelope(envelope).wraps.map((wrap) => wrap.address);
}

function parseEnvelope(envelope: Hex): Parts {
  const bytes = fromHex(envelope);
  let at = 2;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new InputError('ENVELOPE_MALFORMED', 'The envelope ends early.');
    return bytes.subarray(at, (at += length));
  };
  if (bytes[0] !== VERSION)
    throw new InputError('ENVELOPE_MALFORMED', `Envelope version ${bytes[0]} is not known here.`);
  const keyHash = toHex(take(32));
  const wraps = Array.from({ length: bytes[1] ?? 0 }, () => ({
    address: toHex(take(20)),
    wrapped: take(Number(bytesToBigint(take(2)))),
  }));
  const head = bytes.subarray(0, at);
  const nonce = take(12);
  if (bytes.length - at < TAG_BYTES) throw new InputError('ENVELOPE_MALFORMED', 'The envelope ends early.');
  checkPaddedLength(bytes.length - at - TAG_BYTES);
  return { head, keyHash, wraps, nonce, ciphertext: bytes.subarray(at) };
}

/** Seals canonical JSON text. */
export async function sealText(text: string, addressees: readonly Addressee[], context: EnvelopeContext): Promise<Hex> {
  return sealEnvelope({ content: utf8(text), addressees, context });
}
