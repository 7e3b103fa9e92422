import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../domain/bytes/errors.ts';
import { writeDurably } from '../write-durably.ts';

const LENGTH_MIN = 32;

/** @throws InputError TOKEN_MISSING, TOKEN_SHORT */
export function readToken(file: string): string {
  if (!existsSync(file)) {
    throw new InputError(
      'TOKEN_MISSING',
      `There is no ${file}. Copy the token file of the program that asks for it there, readable by you alone.`,
    );
  }
  const token = readFileSync(file, 'utf8').trim();
  if (token.length < LENGTH_MIN) {
    throw new InputError(
      'TOKEN_SHORT',
      `The token in ${file} has fewer than ${LENGTH_MIN} characters. Delete it to have one made.`,
    );
  }
  return token;
}

/** The token in a file, which is made where it is missing. @throws InputError TOKEN_SHORT */
export function readOrMakeToken(file: string): string {
  if (!existsSync(file)) writeDurably(file, `${randomBytes(32).toString('hex')}\n`);
  return readToken(file);
}

/** Whether an Authorization header (RFC 6750) shows the token; takes as long for any wrong one. */
export function showsToken(header: string | undefined, token: string): boolean {
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
