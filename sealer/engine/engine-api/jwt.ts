import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex } from '../../../core/domain/bytes/hex.ts';

/**
 * What shows an execution client that it is us: a token of the moment over the secret that both read (Engine API, "Authentication"; HS256, claim `iat`).
 * @param file 32 bytes as hex, with or without 0x
 * @throws InputError JWT_FILE
 */
export function tokensOf(file: string): () => Promise<string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim().replace(/^0x/, '');
  } catch (cause) {
    throw new InputError('JWT_FILE', `${file} cannot be read. Name the client's --authrpc.jwtsecret file.`, { cause });
  }
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw new InputError(
      'JWT_FILE',
      `${file} does not hold 32 bytes as hex. Name the client's --authrpc.jwtsecret file.`,
    );
  }
  const secret = fromHex(`0x${text}`);
  return () => new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setIssuedAt().sign(secret);
}
