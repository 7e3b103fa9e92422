import { gcm } from '@noble/ciphers/aes.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { ecies } from '#ecies';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, toHex, uintBytes, utf8, bytesToBigint, type Hex } from '../bytes/hex.ts';

/** Somebody an envelope is for: ledger address and secp256k1 encryption key (64 bytes x ‖ y). */
export type Addressee = { address: Hex; encryptionKey: Hex };

type Wrap = { address: Hex; wrapped: Uint8Array };
type Parts = { head: Uint8Array; wraps: Wrap[]; nonce: Uint8Array; ciphertext: Uint8Array };

/**
 * One ciphertext, one wrapped key per addressee (docs/formats.md §5; S27, S28, A13).
 * @throws InputError ENVELOPE_ADDRESSEES, ENCRYPTION_KEY_INVALID
 */
export async function sealEnvelope(args: { content: Uint8Array; addressees: readonly Addressee[] }): Promise<Hex> {
  const addressees = [...new Map(args.addressees.map((one) => [one.address.toLowerCase(), one])).values()];
  if (addressees.length === 0 || addressees.length > 16) {
    throw new InputError('ENVELOPE_ADDRESSEES', `An envelope has 1 to 16 addressees, not ${addressees.length}.`);
  }
  const contentKey = randomBytes(32);
  const wraps = await Promise.all(
    addressees.map(async ({ address, encryptionKey }) => {
      const wrapped = await ecies.encrypt(toHex(contentKey).slice(2), encryptionKey);
      return concatBytes(fromHex(address), uintBytes(wrapped.length, 2), wrapped);
    }),
  );
  const head = concatBytes(Uint8Array.of(1, addressees.length), ...wraps);
  const nonce = randomBytes(12);
  return toHex(concatBytes(head, nonce, gcm(contentKey, nonce, head).encrypt(args.content)));
}

/**
 * Opens an envelope with the addressee's own key.
 * @throws InputError ENVELOPE_MALFORMED, NOT_ADDRESSEE, ENVELOPE_BROKEN
 */
export async function openEnvelope(args: {
  envelope: Hex;
  account: { address: Hex; encryptionPrivateKey: Hex };
}): Promise<Uint8Array> {
  const { head, wraps, nonce, ciphertext } = parseEnvelope(args.envelope);
  const mine = wraps.find((wrap) => wrap.address === args.account.address.toLowerCase());
  if (!mine) throw new InputError('NOT_ADDRESSEE', `The envelope is not addressed to ${args.account.address}.`);
  try {
    const contentKey = parseContentKey(await ecies.decrypt(mine.wrapped, args.account.encryptionPrivateKey));
    return gcm(contentKey, nonce, head).decrypt(ciphertext);
  } catch (cause) {
    throw new InputError('ENVELOPE_BROKEN', 'The envelope does not open: it was altered, or made for another key.', {
      cause,
    });
  }
}

/** One spelling, so that nobody's reader opens what another's refuses. */
function parseContentKey(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new InputError('HEX_INVALID', 'The wrapped key is not 64 lower-case hex digits.');
  return fromHex(text);
}

/** Addresses that an envelope is for; public. @throws InputError ENVELOPE_MALFORMED */
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
  if (bytes[0] !== 1) throw new InputError('ENVELOPE_MALFORMED', `Envelope version ${bytes[0]} is not known here.`);
  const wraps = Array.from({ length: bytes[1] ?? 0 }, () => ({
    address: toHex(take(20)),
    wrapped: take(Number(bytesToBigint(take(2)))),
  }));
  const head = bytes.subarray(0, at);
  const nonce = take(12);
  if (bytes.length - at < 16) throw new InputError('ENVELOPE_MALFORMED', 'The envelope ends early.');
  return { head, wraps, nonce, ciphertext: bytes.subarray(at) };
}

/** Seals canonical JSON text. */
export async function sealText(text: string, addressees: readonly Addressee[]): Promise<Hex> {
  return sealEnvelope({ content: utf8(text), addressees });
}
