import { fromUtf8, utf8 } from '../../../../core/domain/bytes/hex.ts';

/** A text under AES-GCM. */
export type SealedText = { nonce: Uint8Array<ArrayBuffer>; ciphertext: ArrayBuffer };

/** @param place where it lies, to which it is bound */
export async function sealText(crypto: Crypto, key: CryptoKey, place: string, text: string): Promise<SealedText> {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  return { nonce, ciphertext: await crypto.subtle.encrypt(algorithm(place, nonce), key, new Uint8Array(utf8(text))) };
}

/** @throws DOMException of another key, or another place */
export async function openText(crypto: Crypto, key: CryptoKey, place: string, sealed: SealedText): Promise<string> {
  return fromUtf8(new Uint8Array(await crypto.subtle.decrypt(algorithm(place, sealed.nonce), key, sealed.ciphertext)));
}

/** What is kept is one. */
export function isSealedText(value: unknown): value is SealedText {
  return typeof value === 'object' && value !== null && 'ciphertext' in value && 'nonce' in value;
}

function algorithm(place: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new Uint8Array(utf8(place)) };
}
