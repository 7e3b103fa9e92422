import { utf8 } from '../../../../core/domain/bytes/hex.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { Lock, LockKind } from './locked-words.ts';

type Passkey = Extract<LockKind, { kind: 'passkey' }>;

/** Whether an authenticator here can make a secret of its own (WebAuthn, PRF). A portal that is named by an address alone has none. */
export async function hasPasskeys(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis) || /^[\d.]+$|:/.test(location.hostname)) return false;
  const can = await PublicKeyCredential.getClientCapabilities();
  return can['extension:prf'] === true;
}

/** Makes a passkey, and its key. @param name as the browser lists it @throws InputError PASSKEY_NONE where it gives no secret, or nobody said who they are */
export async function passkeyLock(name: string): Promise<Lock> {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
        // Nobody checks its signatures: what counts is the secret, which none but this authenticator makes.
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { userVerification: 'required' },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const by: Passkey = { kind: 'passkey', salt, credential: new Uint8Array(made.rawId) };
  const secret = made.getClientExtensionResults().prf?.results?.first;
  return { by, key: secret === undefined ? await passkeyKey(by) : await keyOf(secret) };
}

/** The key that a passkey makes again, once its owner has shown who they are. @throws InputError PASSKEY_NONE */
export async function passkeyKey({ salt, credential }: Passkey): Promise<CryptoKey> {
  const shown = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: 'public-key', id: credential }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const secret = shown.getClientExtensionResults().prf?.results?.first;
  if (secret === undefined) throw noPasskey();
  return keyOf(secret);
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const found = await ask().catch((error: unknown) => {
    if (error instanceof DOMException) return null;
    throw error;
  });
  if (found instanceof PublicKeyCredential) return found;
  throw noPasskey();
}

function noPasskey(): InputError {
  return new InputError('PASSKEY_NONE', 'The passkey gave nothing. Try again, or use the sheet.');
}

async function keyOf(secret: BufferSource): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = new Uint8Array(utf8('domledger words'));
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
