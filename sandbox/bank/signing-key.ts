import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair, importJWK } from 'jose';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import type { JWK } from 'jose';

export type BankKey = {
  /** The JWK set that receivers check with. */
  publicKeys: { keys: JWK[] };
  /** Compact JWS (RFC 7515), ES256. */
  sign(payload: object): Promise<string>;
};

/** The bank's signing key; made at the first start. */
export async function loadBankKey(dataDir: string): Promise<BankKey> {
  const file = join(dataDir, 'signing-key.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const made = { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256' };
    writeDurably(file, JSON.stringify(made));
  }
  const jwk = JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const { d: _secret, ...publicKey } = jwk;
  const key = await importJWK(jwk, 'ES256');
  const kid = jwk.kid ?? '';
  return {
    publicKeys: { keys: [{ ...publicKey, use: 'sig' }] },
    sign: (payload) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .sign(key),
  };
}
