import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeDurably } from '../core/runtime/write-durably.ts';
import { InputError } from '../core/domain/bytes/errors.ts';

/**
 * The secret by which a gateway signs in at the broker, made by whichever side starts first where both share a disk; else copy the
 * file. Two starts at once agree on one token.
 */
export function loadOrCreateToken(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const existing = read(file);
  if (existing !== undefined) return existing;
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeDurably(draft, `${randomBytes(32).toString('hex')}\n`);
  try {
    linkSync(draft, file);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  } finally {
    unlinkSync(draft);
  }
  const made = read(file);
  if (made === undefined)
    throw new InputError('TOKEN_BROKEN', `${file} cannot be read. Remove it, or mend its permissions.`);
  return made;
}

function read(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
  if (text.length < 16)
    throw new InputError(
      'TOKEN_BROKEN',
      `${file} holds no token of at least 16 characters. Remove it to make a new one.`,
    );
  return text;
}
