import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';

const namesSchema = z.record(z.string().regex(/^0x[0-9a-fA-F]{40}$/), z.string().min(1).max(100));

/**
 * Names of company, providers and portal as people know them. The file is read again when its date changes.
 * @throws InputError NAMES_INVALID at the first reading; a later broken version is ignored until it is mended
 */
export function openPublicNames(file: string | undefined): () => ReadonlyMap<Hex, string> {
  if (file === undefined) return () => new Map();
  let date = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let names = read(file);
  return () => {
    const found = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (found !== date) {
      date = found;
      try {
        names = read(file);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }
    return names;
  };
}

function read(file: string): ReadonlyMap<Hex, string> {
  try {
    const parsed = namesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(parsed).map(([address, name]) => [parseHex(address, 'address', 20), name]));
  } catch (cause) {
    throw new InputError('NAMES_INVALID', `${file} must hold one JSON object of addresses and names.`, { cause });
  }
}
