import { InputError } from '../bytes/errors.ts';

/** How a meter's counter ends, as METER_REGISTER says it: of `digits` digits the last counts 10^scale units; without digits it has no end. */
export type Dial = { readonly digits: number; readonly scale: number; readonly exponent: number };

/** `Meters.MAX_DIGITS`. */
const DIGITS_MAX = 18;
/** Registers are sent in 64 bits. */
const REGISTER_MAX = (1n << 64n) - 1n;

/**
 * Behind how many mantissa units the counter begins again at zero; undefined where it never does.
 * @throws InputError DIGITS_OUT_OF_RANGE for digits that `Meters` refuses
 */
export function wrapOf({ digits, scale, exponent }: Dial): bigint | undefined {
  if (digits === 0 && scale === 0) return undefined;
  const zeros = digits + scale - exponent;
  if (digits < 1 || digits > DIGITS_MAX || zeros < 1 || zeros > DIGITS_MAX)
    throw new InputError(
      'DIGITS_OUT_OF_RANGE',
      `${digits} digits, the last of 10^${scale}, do not fit a register at 10^${exponent}. Give 1 to 18 digits, or none for a counter without end.`,
    );
  return 10n ** BigInt(zeros);
}

/**
 * The register as if its counter had no end: of all that the counter may stand for, what is nearest to the register before. So a counter that seems to
 * have gone back by more than half of its range has begun again, and one that went back by less has fallen, which is left to the caller.
 * @param shown what the counter shows, in mantissa units
 * @param before the register as it was known last, without end; undefined where nothing is known: then the counter is on its first turn
 * @throws InputError DIGITS_EXCEEDED where the counter cannot show that, or the register has no room
 */
export function unwrapRegister(shown: bigint, before: bigint | undefined, wrap: bigint | undefined): bigint {
  if (wrap === undefined) return shown;
  if (shown >= wrap)
    throw new InputError(
      'DIGITS_EXCEEDED',
      `${shown} is more than the counter shows before it begins again at zero. Check the number and the digits of the meter's registration.`,
    );
  if (before === undefined) return shown;
  const turns = before / wrap;
  const near = [turns - 1n, turns, turns + 1n].filter((turn) => turn >= 0n).map((turn) => turn * wrap + shown);
  const value = near.reduce((best, one) => (distance(one, before) <= distance(best, before) ? one : best));
  if (value > REGISTER_MAX)
    throw new InputError(
      'DIGITS_EXCEEDED',
      `The register would be ${value}, and frames hold 64 bits. Replace the meter.`,
    );
  return value;
}

/** What the counter shows of a register without end. */
export function shownOf(register: bigint, wrap: bigint | undefined): bigint {
  return wrap === undefined ? register : register % wrap;
}

function distance(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b;
}
