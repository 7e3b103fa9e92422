import { existsSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';

/** `salt`: of the house's ids; `from`: since when all is said, a date; `isOpened`: whether the sum of its areas is public. */
export type HouseIds = { salt: Hex; from: string; isOpened: boolean };

const schema = z.strictObject({
  salt: z.custom<Hex>((text) => typeof text === 'string' && /^0x[0-9a-f]{64}$/.test(text)),
  from: z.iso.date(),
  isOpened: z.boolean(),
});

/** What company and portal of the sandbox share about their house; made at the first look, and the same ever after. */
export function loadHouseIds(file: string, now: Date): HouseIds {
  if (existsSync(file)) return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 10);
  const ids = { salt: toHex(randomBytes(32)), from, isOpened: false };
  keepHouseIds(file, ids);
  return ids;
}

export function keepHouseIds(file: string, ids: HouseIds): void {
  writeDurably(file, JSON.stringify(ids));
}
