import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { handoverToJson, parseHandover, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import type { LostKey } from '../../core/domain/handovers/lost-key.ts';

/** A handover of a lost key, complete. */
export type LostHandover = Handover & { lost: LostKey };

/** Where a sealer finds which key follows the lost one. */
export function lostKeyFile(folder: string): string {
  return join(folder, 'lost-key.json');
}

/** @throws InputError LOST_KEY_FILE */
export function readLostKey(folder: string): LostHandover | undefined {
  const file = lostKeyFile(folder);
  if (!existsSync(file)) return undefined;
  try {
    const { lost, ...handover } = parseHandover(JSON.parse(readFileSync(file, 'utf8')));
    if (lost !== undefined) return { ...handover, lost };
  } catch (cause) {
    throw new InputError('LOST_KEY_FILE', `${file} cannot be read. Make it again by "seal-key name".`, { cause });
  }
  throw new InputError('LOST_KEY_FILE', `${file} is of no lost key. Make it by "seal-key name".`);
}

export function writeLostKey(folder: string, handover: LostHandover): void {
  writeDurably(lostKeyFile(folder), `${JSON.stringify(handoverToJson(handover), undefined, 2)}\n`);
}
