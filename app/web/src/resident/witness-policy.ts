import { z } from 'zod';
import { parseHex } from '../../../../core/domain/bytes/hex.ts';
import type { WitnessPolicy } from '../../../../core/domain/seal/light-client.ts';
import type { NamedWitness } from '../../../../core/domain/evidence/witness-cosignature.ts';

/** The part of the trust file that names the witnesses: how many of which must have cosigned a block. */
export type TrustedWitnesses = { required: number; known: readonly NamedWitness[] };

const trustedSchema = z.object({
  required: z.number().int().min(0),
  known: z.array(
    z.object({ address: z.string().transform((text) => parseHex(text, 'a witness', 20)), name: z.string() }),
  ),
});

/** What this browser kept. @throws SyntaxError, ZodError when something else wrote it */
export function parseTrusted(kept: unknown): TrustedWitnesses {
  return trustedSchema.parse(JSON.parse(z.string().parse(kept)));
}

/** Whether two lists ask for the same; names alone may change. */
export function sameWitnesses(one: TrustedWitnesses, other: TrustedWitnesses): boolean {
  const text = ({ required, known }: TrustedWitnesses): string =>
    [required, ...known.map(({ address }) => address).toSorted()].join();
  return text(one) === text(other);
}

export function policyOf({ required, known }: TrustedWitnesses): WitnessPolicy {
  return { required, witnesses: known.map(({ address }) => address) };
}
