import { z } from 'zod';
import { hex, integer } from './recorded-schema.ts';

export const cosignaturesSchema = z.array(
  z.object({ witness: hex, number: integer, sealHash: hex, time: integer, signature: hex }),
);
/** The newest head, by itself. */
export const headSchema = z.object({ head: z.object({ number: integer, cosignatures: cosignaturesSchema }) });
