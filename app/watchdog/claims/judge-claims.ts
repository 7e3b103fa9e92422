import { sealedRecord, sealedSource, sealHashOf, type SealKeys } from '../../../core/chain/sealed-source.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Evidence } from '../../../core/domain/evidence/evidence.ts';
import type { Observation } from '../observe.ts';
import type { Source } from '../sources.ts';

/** A sealed block of which a replica says that it does not come out as sealed: that shows by execution alone. */
export type Claim = { source: Source; evidence: Extract<Evidence, { kind: 'invalid-block' }> };

export type Verdicts = {
  /** Two replicas at least executed it and found it wrong, and none found it right. */
  proved: readonly Claim[];
  /** Another replica executed it, holds it, and nobody else found it wrong. */
  refuted: readonly (Claim & { by: string })[];
  /** Nobody else has executed it, or those who did differ: it speaks neither for the company nor against it. */
  open: readonly Claim[];
};

/**
 * What the replicas that are watched make of each other's claims. None is believed alone, and none of them is asked to execute anything: each executes every
 * block that it holds, and keeps those that it found wrong.
 */
export async function judgeClaims(args: {
  claims: readonly Claim[];
  /** Of heads that were verified. */
  observations: readonly Observation[];
  keys: SealKeys;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<Verdicts> {
  const { claims, keys, timeoutMs, signal } = args;
  const sealOf = ({ evidence }: Claim): string => sealHashOf(keys.domain, evidence.record);
  const verdicts = { proved: [] as Claim[], refuted: [] as (Claim & { by: string })[], open: [] as Claim[] };
  const replicas = args.observations.filter(({ source }) => source.role === 'replica');

  const holds = async ({ source, head }: Observation, claim: Claim): Promise<boolean> => {
    const { number } = claim.evidence.record;
    if (head === undefined || head.number < number) return false;
    try {
      const record = await sealedRecord(sealedSource(source.url, keys, timeoutMs), number, signal);
      return sealHashOf(keys.domain, record) === sealOf(claim);
    } catch (error) {
      if (signal.aborted || error instanceof InputError || error instanceof TransientError) return false;
      throw error;
    }
  };

  for (const claim of claims) {
    const others = replicas.filter(({ source }) => source.name !== claim.source.name);
    const isFoundWrong = claims.some(
      (other) => other.source.name !== claim.source.name && sealOf(other) === sealOf(claim),
    );
    const held = await Promise.all(
      others.map(async (other) => ((await holds(other, claim)) ? [other.source.name] : [])),
    );
    const [by] = held.flat();
    if (by === undefined) (isFoundWrong ? verdicts.proved : verdicts.open).push(claim);
    else if (isFoundWrong) verdicts.open.push(claim);
    else verdicts.refuted.push({ ...claim, by });
  }
  return verdicts;
}
