import { z } from 'zod';
import { parseHex, type Hex } from '../../../../core/domain/bytes/hex.ts';

/** Values as the portal writes them, parsed into the domain's. */
export const hex = z.string().transform((text): Hex => parseHex(text, 'a value of the portal'));
export const integer = z
  .string()
  .regex(/^-?\d{1,78}$/)
  .transform((text) => BigInt(text));
