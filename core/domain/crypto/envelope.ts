import { gcm } from '@noble/ciphers/aes.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { ecies } from '#ecies';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, toHex, uintBytes, utf8, bytesToBigint, type Hex } from '../bytes/hex.ts';
import type { EnvelopeContext } from './envelope-context.ts';
import type { LostKey } from './lost-key.ts';
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
      wrapped: await wrapContentKey(contentKey, encryptionKey),
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

/** Who opens what is addressed to an account: `formerEncryptionKeys` = private keys that it had before, newest first; `lost` where one of them is gone. */
export type EnvelopeReader = {
  address: Hex;
  encryptionPrivateKey: Hex;
  formerEncryptionKeys?: readonly Hex[] | undefined;
  lost?: LostKey | undefined;
};

/**
 * Opens an envelope with the addressee's own key, or with one that was wrapped again for it, in the place where it was found.
 * @param args `sealedAt` = what the block around it is dated, unix seconds, where that is known
 * @throws InputError ENVELOPE_MALFORMED, NOT_ADDRESSEE, ENVELOPE_KEY, ENVELOPE_BROKEN, CONTENT_PADDING, and those of a lost key: KEY_LOST, WRAP_AGAIN_WRONG
 */
export async function openEnvelope(args: {
  envelope: Hex;
  account: EnvelopeReader;
  context: EnvelopeContext;
  sealedAt?: bigint | undefined;
}): Promise<Uint8Array> {
  const parts = parseEnvelope(args.envelope);
  const { head, nonce, ciphertext } = parts;
  const contentKey = await keyOf(parts, args.account, args.sealedAt);
  return unpadContent(
    decrypted(() => gcm(contentKey, nonce, concatBytes(args.context.bytes, head)).decrypt(ciphertext)),
  );
}

/**
 * The content key that an envelope names, for whoever it is for: what WRAP_AGAIN wraps. What it opens is not looked at.
 * @throws InputError ENVELOPE_MALFORMED, CONTENT_PADDING, NOT_ADDRESSEE, ENVELOPE_KEY, ENVELOPE_BROKEN
 */
export async function contentKeyOf(envelope: Hex, account: EnvelopeReader): Promise<Uint8Array> {
  return keyOf(parseEnvelope(envelope), account, undefined);
}

async function keyOf(parts: Parts, account: EnvelopeReader, sealedAt: bigint | undefined): Promise<Uint8Array> {
  const mine = parts.wraps.find((wrap) => wrap.address === account.address.toLowerCase());
  if (!mine) throw new InputError('NOT_ADDRESSEE', `The envelope is not addressed to ${account.address}.`);
  let contentKey: Uint8Array;
  try {
    contentKey = await unwrapped(mine, account);
  } catch (error) {
    if (account.lost === undefined) throw error;
    return keyWrappedAgain(parts, { ...account, lost: account.lost }, sealedAt);
  }
  if (isKeyOf(parts, contentKey)) return contentKey;
  throw new InputError('ENVELOPE_KEY', 'The key in the envelope is not the one that it states for all its readers.');
}

/**
 * The first key wrapped again by one of those whom the envelope is for that is the one which it names.
 * @throws InputError WRAP_AGAIN_WRONG, KEY_LOST; ENVELOPE_BROKEN where it was sealed when the lost key was none to seal for any more
 */
async function keyWrappedAgain(
  parts: Parts,
  account: EnvelopeReader & { lost: LostKey },
  sealedAt: bigint | undefined,
): Promise<Uint8Array> {
  const { wraps, until } = account.lost;
  let wrong: Hex | undefined;
  for (const { from, wrapped } of wraps.get(parts.keyHash) ?? []) {
    if (!parts.wraps.some(({ address }) => address === from)) continue;
    const contentKey = await unwrapped({ address: account.address, wrapped }, account).catch(() => undefined);
    if (contentKey !== undefined && isKeyOf(parts, contentKey)) return contentKey;
    wrong ??= from;
  }
  if (sealedAt !== undefined && sealedAt >= until) throw broken(undefined);
  if (wrong !== undefined)
    throw new InputError(
      'WRAP_AGAIN_WRONG',
      `${wrong} wrapped another key again than the one that the envelope names. The envelope itself says nothing wrong.`,
    );
  throw new InputError('KEY_LOST', 'It was sealed for a key that is lost, and nobody has wrapped it again.');
}

function isKeyOf({ keyHash }: Parts, contentKey: Uint8Array): boolean {
  return toHex(contentKeyHash(contentKey)) === keyHash;
}

/** Wraps a content key for one encryption key. */
export function wrapContentKey(contentKey: Uint8Array, encryptionKey: Hex): Promise<Uint8Array> {
  return ecies.encrypt(toHex(contentKey).slice(2), encryptionKey);
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
  return envelopeHead(envelope).addressees;
}

/** What everybody sees of an envelope. @throws InputError ENVELOPE_MALFORMED, CONTENT_PADDING */
export function envelopeHead(envelope: Hex): { keyHash: Hex; addressees: Hex[] } {
  const { keyHash, wraps } = parseEnvelope(envelope);
  return { keyHash, addressees: wraps.map((wrap) => wrap.address) };
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
