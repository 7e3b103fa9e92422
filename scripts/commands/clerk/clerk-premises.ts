import { readFileSync } from 'node:fs';
import { parseHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { dayNumber } from '../../../core/domain/premises/day-number.ts';
import { listHouse, openArea, stateAreas } from '../../../biller/commands/premises-commands.ts';
import { act, actingBy, type ClerkOptions } from './clerk.ts';
import { printJson } from '../arguments.ts';

export type PremisesOptions = ClerkOptions & { salt: string; on: string };

/** @throws InputError with the ledger's or the command's code */
export function clerkListHouse(options: PremisesOptions): Promise<void> {
  const about = houseOf(options);
  return act(options, 'House listed, once the portal says the same', (acting) => listHouse({ ...acting, ...about }));
}

/** @throws InputError with the ledger's or the command's code */
export async function clerkStateAreas(options: PremisesOptions): Promise<void> {
  const about = houseOf(options);
  const digests = await stateAreas({ ...actingBy(options), ...about });
  if (options.json === true) printJson({ digests });
  else process.stdout.write(`${digests.length} areas are on the ledger; the rest stood there already.\n`);
}

/** @throws InputError with the ledger's or the command's code */
export function clerkOpenArea(options: PremisesOptions): Promise<void> {
  const about = houseOf(options);
  return act(options, 'Sum of areas opened', (acting) => openArea({ ...acting, ...about }));
}

function houseOf({ salt, on }: PremisesOptions): { salt: Hex; day: number } {
  return { salt: parseHex(readFileSync(salt, 'utf8').trim(), '--salt', 32), day: dayNumber(on) };
}
