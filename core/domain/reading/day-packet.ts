import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, uintBytes } from '../bytes/hex.ts';

/** A register that came after its day's packet was made: `back` minutes before the end of the packet's own day. */
export type LatePair = { back: number; mantissa: bigint };

/**
 * A local day: a place for the end of each of its hours, undefined where nobody read it, but for the last one, at midnight; and what came late of earlier days,
 * the oldest first.
 */
export type DayContent = { mantissas: (bigint | undefined)[]; late: LatePair[] };

/** Late registers that one packet has room for: a third one would make it longer than 165 bytes in calldata. */
export const LATE_PAIRS = 2;
/** Minutes that a packet can look back, 45 days and a half. */
export const LATE_BACK_MAX = 0xffff;
const LATE_BELOW_MAX = 0xffffffffn;

const PLACES = 25;
/** An hour that nobody read. */
const UNREAD = 0xffffn;
const RISE_MAX = UNREAD - 1n;
const RISES_AT = 11;
const LATE_AT = RISES_AT + 2 * (PLACES - 1);
const PAIR_LENGTH = 6;
/** Plaintext bytes of every day packet, whatever it says. */
export const DAY_LENGTH = LATE_AT + LATE_PAIRS * PAIR_LENGTH;

/** Whether a day of these registers fits in a packet: 1 to 25 places, the last one read, each at most 65,534 below the next one read. */
export function fitsDay(mantissas: DayContent['mantissas']): boolean {
  if (mantissas.length === 0 || mantissas.length > PLACES || mantissas.at(-1) === undefined) return false;
  return risesOf(mantissas).every((rise) => rise === undefined || (rise >= 0n && rise <= RISE_MAX));
}

/** Whether a packet of `hours` places with this last register has room for the pair: it lies before the packet's day, and not above its register. */
export function fitsLate({ back, mantissa }: LatePair, { hours, last }: { hours: number; last: bigint }): boolean {
  const below = last - mantissa;
  return back >= hours * 60 && back <= LATE_BACK_MAX && mantissa >= 0n && below >= 0n && below <= LATE_BELOW_MAX;
}

/** How far each place but the last is below the next one that was read. */
function risesOf(mantissas: DayContent['mantissas']): (bigint | undefined)[] {
  let next = mantissas.at(-1) ?? 0n;
  const rises: (bigint | undefined)[] = [];
  for (const mantissa of mantissas.slice(0, -1).toReversed()) {
    rises.unshift(mantissa === undefined ? undefined : next - mantissa);
    next = mantissa ?? next;
  }
  return rises;
}

/**
 * 2 ‖ exponent ‖ count ‖ register at midnight(8) ‖ 24 × rise(2) ‖ 2 × (back(2) ‖ below(4)); zeros behind the last place and the last pair.
 * @throws InputError PAYLOAD_MALFORMED for what does not fit
 */
export function encodeDay(exponent: Uint8Array, { mantissas, late }: DayContent): Uint8Array {
  const last = mantissas.at(-1) ?? 0n;
  if (!fitsDay(mantissas))
    throw new InputError('PAYLOAD_MALFORMED', `These ${mantissas.length} registers do not fit in a day packet.`);
  if (
    late.length > LATE_PAIRS ||
    !isInOrder(late) ||
    !late.every((pair) => fitsLate(pair, { hours: mantissas.length, last }))
  )
    throw new InputError('PAYLOAD_MALFORMED', `These ${late.length} late registers do not fit in a day packet.`);
  const rises = risesOf(mantissas).map((rise) => uintBytes(rise ?? UNREAD, 2));
  const pairs = late.map(({ back, mantissa }) => concatBytes(uintBytes(back, 2), uintBytes(last - mantissa, 4)));
  const bytes = new Uint8Array(DAY_LENGTH);
  bytes.set(concatBytes(Uint8Array.of(2), exponent, uintBytes(mantissas.length, 1), uintBytes(last, 8), ...rises));
  bytes.set(concatBytes(...pairs), LATE_AT);
  return bytes;
}

/** What a day packet says; undefined for bytes that are not its one encoding. */
export function decodeDay(bytes: Uint8Array): DayContent | undefined {
  const count = bytes[2] ?? 0;
  if (bytes.length !== DAY_LENGTH || count === 0 || count > PLACES) return undefined;
  const uint = (at: number, length: number): bigint => bytesToBigint(bytes.subarray(at, at + length));
  const last = uint(3, 8);
  const mantissas: DayContent['mantissas'] = [last];
  let next = last;
  for (let place = PLACES - 2; place >= 0; place--) {
    const rise = uint(RISES_AT + 2 * place, 2);
    if (place > count - 2) {
      if (rise !== 0n) return undefined;
      continue;
    }
    mantissas.unshift(rise === UNREAD ? undefined : next - rise);
    next = mantissas[0] ?? next;
  }
  if (next < 0n) return undefined;
  const pairs = Array.from({ length: LATE_PAIRS }, (_, index) => LATE_AT + index * PAIR_LENGTH);
  const late = pairs.map((at) => ({ back: Number(uint(at, 2)), mantissa: last - uint(at + 2, 4) }));
  while (late.at(-1)?.back === 0 && late.at(-1)?.mantissa === last) late.pop();
  const isGood = isInOrder(late) && late.every((pair) => fitsLate(pair, { hours: count, last }));
  return isGood ? { mantissas, late } : undefined;
}

/** The oldest first, none twice. */
function isInOrder(late: readonly LatePair[]): boolean {
  return late.every(({ back }, index) => back < (late[index - 1]?.back ?? LATE_BACK_MAX + 1));
}
