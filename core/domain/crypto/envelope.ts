import { gcm } from '@noble/ciphers/aes.js';
import { randomBytes } from '@noble/hashes/utils.js';
import ethCrypto from 'eth-crypto';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, toHex, uintBytes, utf8, bytesToBigint, type Hex } from '../bytes/hex.ts';

/** Somebody an envelope is for: ledger address and secp256k1 encryption key (64 bytes x ‖ y). */
export type Addressee = { address: Hex; encryptionKey: Hex };

type Wrap = { address: Hex; wrapped: Uint8Array };
type Parts = { head: Uint8Array; wraps: Wrap[]; nonce: Uint8Array; ciphertext: Uint8Array };

/** One ciphertext, one wrapped key per addressee (docs/formats.md §5; S27, S28, A13). */
export async function sealEnvelope(args: { content: Uint8Array; addressees: readonly Addressee[] }): Promise<Hex> {
  const addressees = [...new Map(args.addressees.map((one) => [one.address.toLowerCase(), one])).values()];
  if (addressees.length === 0 || addressees.length > 16) {
    throw new InputError('ENVELOPE_ADDRESSEES', `An envelope has 1 to 16 addressees, not ${addressees.length}.`);
  }
  const contentKey = randomBytes(32);
  const wraps = await Promise.all(
    addressees.map(async ({ address, encryptionKey }) => {
      const cipher = await ethCrypto.encryptWithPublicKey(encryptionKey.slice(2), toHex(contentKey).slice(2));
      const wrapped = fromHex(ethCrypto.cipher.stringify(cipher));
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
    const cipher = ethCrypto.cipher.parse(toHex(mine.wrapped).slice(2));
    const contentKey = fromHex(await ethCrypto.decryptWithPrivateKey(args.account.encryptionPrivateKey, cipher));
    return gcm(contentKey, nonce, head).decrypt(ciphertext);
  } catch (cause) {
    throw new InputError('ENVELOPE_BROKEN', 'The envelope does not open: it was altered, or made for another key.', {
      cause,
    });
  }
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
