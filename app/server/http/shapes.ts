import { z } from 'zod';

/** What answers are made of. */
export const hex = z.string().regex(/^0x([0-9a-f]{2})*$/);
export const address = z.string().regex(/^0x[0-9a-f]{40}$/);
export const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
export const channel = z.string().regex(/^0x[0-9a-f]{8}$/);
export const link = z.string().regex(/^0x[0-9a-f]{32}$/);
export const decimal = z.string().regex(/^(0|[1-9]\d*)$/);
export const small = z.number().int();

export const headerFields = {
  from: address,
  to: address,
  timestamp: decimal,
  kind: small,
  subject: hash,
  dataHash: hash,
  replaces: hash,
};
