import { InputError } from '../../../core/domain/bytes/errors.ts';
import { STATE_AT } from '../place-of-read.ts';

/** Of how many newest blocks the embedded engine answers. What it would answer about others is made up, or costs it the whole history. */
export const KEPT_BLOCKS = 64n;
/** States that EDR keeps: by itself 100,000 of them, which is what its memory was. A few more than are asked for, since it counts its own. */
const KEPT_STATES = 72;

/** EDR reads this from the environment of the process, which only the main thread can set, as soon as its first provider is made. */
export function boundKeptStates(): void {
  process.env['__EDR_MAX_CACHED_STATES'] = String(KEPT_STATES);
}

/** @param oldest the oldest block that is answered for. @throws InputError STATE_TOO_OLD */
export function refuseOldPlace(method: string, params: readonly unknown[], oldest: bigint): void {
  const at = method === 'eth_getBlockByNumber' ? 0 : STATE_AT[method];
  if (at === undefined || oldest <= 0n) return;
  const place = placeOf(params[at]);
  if (place === undefined || place >= oldest) return;
  throw new InputError(
    'STATE_TOO_OLD',
    `Block ${place} is too old for ${method}: the state is kept of block ${oldest} and later. Ask for a newer one, or an archive.`,
  );
}

function placeOf(tag: unknown): bigint | undefined {
  if (tag === 'earliest') return 0n;
  if (typeof tag === 'string') return /^0x[0-9a-f]{1,16}$/i.test(tag) ? BigInt(tag) : undefined;
  if (typeof tag !== 'object' || tag === null || !('blockNumber' in tag)) return undefined;
  return placeOf(tag.blockNumber);
}
