import type { Hex } from '../../domain/bytes/hex.ts';

/** Contracts answer what they do not know with zeros. */
export function isZero(hex: Hex): boolean {
  return /^0x0*$/.test(hex);
}

export function known(hex: Hex): Hex | undefined {
  return isZero(hex) ? undefined : hex;
}

/** viem gives checksummed addresses; here they are lower case, as in signed blocks. */
export function lower(address: string): Hex {
  return `0x${address.slice(2).toLowerCase()}`;
}
