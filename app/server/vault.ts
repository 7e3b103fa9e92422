import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';

/** Seals what the portal knows of persons before it goes to the database. */
export type Vault = {
  /** AES-256-GCM, nonce(12) ‖ ciphertext ‖ tag(16); `place` (table and row) is authenticated, so that rows cannot be swapped. */
  seal(place: string, value: unknown): Uint8Array;
  /** @throws InputError VAULT_BROKEN when it was sealed elsewhere, with another key, or altered */
  open(place: string, sealed: Uint8Array): unknown;
  /** HMAC-SHA-256 of a text for equality look-ups, in hex; `use` keeps indexes of different columns apart. */
  index(use: string, text: string): string;
  /** 16 bytes for 16 bytes (a block of AES-256), and back: a name that tells nobody else what it names. */
  permute(use: string, block: Uint8Array): Uint8Array;
  permuteBack(use: string, block: Uint8Array): Uint8Array;
};

const KEY = /^[0-9a-f]{64}$/;

/**
 * Opens the vault whose key stands in a file of the portal's keystore; the first start makes the key.
 * @throws InputError VAULT_KEY_MALFORMED
 */
export function openVault(file: string): Vault {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeDurably(file, `${randomBytes(32).toString('hex')}\n`);
  }
  const text = readFileSync(file, 'utf8').trim();
  if (!KEY.test(text))
    throw new InputError('VAULT_KEY_MALFORMED', `${file} does not hold 32 bytes in hex. Restore it from its backup.`);
  const key = Buffer.from(text, 'hex');
  const sealKey = derive(key, 'domledger/portal/seal/v1');
  const indexKey = derive(key, 'domledger/portal/index/v1');
  const nameKeys = new Map<string, Buffer>();
  const nameKey = (use: string): Buffer => {
    const known = nameKeys.get(use) ?? derive(key, `domledger/portal/name/v1/${use}`);
    nameKeys.set(use, known);
    return known;
  };
  return {
    seal(place, value) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
    },
    open(place, sealed) {
      try {
        const bytes = Buffer.from(sealed);
        const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12)).setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(-16));
        const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
        const value: unknown = JSON.parse(plain.toString('utf8'));
        return value;
      } catch (cause) {
        throw new InputError(
          'VAULT_BROKEN',
          `A sealed row (${place}) does not open. Database and keystore must be of the same backup.`,
          { cause },
        );
      }
    },
    index: (use, content) => createHmac('sha256', indexKey).update(`${use}\0${content}`).digest('hex'),
    permute: (use, block) => createCipheriv('aes-256-ecb', nameKey(use), null).setAutoPadding(false).update(block),
    permuteBack: (use, block) =>
      createDecipheriv('aes-256-ecb', nameKey(use), null).setAutoPadding(false).update(block),
  };
}

function derive(key: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), info, 32));
}
