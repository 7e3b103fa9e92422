import { sealedRecord, sealedSource, sealHashOf, type SealKeys } from '../../core/chain/sealed-source.ts';
import { findForkBetween } from '../../core/chain/find-fork-between.ts';
import { checkEvidence, type Accused, type Evidence } from '../../core/domain/evidence/evidence.ts';
import { checkHandovers, type Origin } from '../../core/domain/handovers/check-handovers.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { parseHandovers, sealKeyAt, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { checkStanding } from '../../core/domain/seal/words/standing.ts';
import { fetchBoundedJson } from '../../core/runtime/fetch-bounded.ts';
import type { Observation } from './observe.ts';
import type { SeenSeals } from './seen-seals.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';

export type HeadChecks = {
  /** Seals of the company, by the keys that are known now. */
  keys: SealKeys;
  /**
   * Verifies the head that a source tells, and that it holds the newest block seen elsewhere or before. What does not bear the company's seal marks the source;
   * two seals of the company are a proof against it.
   */
  check(seen: Observation, signal: AbortSignal): Promise<{ seen: Observation; evidence: Evidence[] }>;
};

/** Agreements that are remembered, so that nothing is fetched twice. */
const KEPT = 1_000;

export function createHeadChecks(args: {
  seals: SeenSeals;
  domain: NetworkDomain;
  signer: Hex;
  origin: Origin;
  /** The company, with the seal keys known now. */
  accused: () => Accused;
  timeoutMs: number;
}): HeadChecks {
  const { seals, domain, signer, timeoutMs } = args;
  const agreed = new Set<string>();
  const keys: SealKeys = { domain, signerAt: (number) => sealKeyAt(signer, seals.handovers(), number) };

  async function compare(seen: Observation, signal: AbortSignal): Promise<Evidence[]> {
    if (seen.head === undefined) return [];
    const source = sealedSource(seen.source.url, keys, timeoutMs);
    const { head } = seen;
    const evidence: Evidence[] = [];
    const newest = seals.newest(head.number);
    for (const number of new Set([newest ?? head.number, head.number])) {
      if (number === head.number && seals.hashOf(number) === head.sealHash) continue;
      const name = `${seen.source.name} ${number} ${seals.hashOf(number) ?? ''}`;
      if (agreed.has(name)) continue;
      const record = await sealedRecord(source, number, signal);
      if (number === head.number && sealHashOf(domain, record) !== head.sealHash)
        throw new InputError('SOURCE_LIES', `it calls ${head.sealHash} its head ${number}, but shows another seal.`);
      const proof = seals.see(record.seal);
      if (proof !== undefined) evidence.push(proof);
      else remember(`${seen.source.name} ${number} ${sealHashOf(domain, record)}`);
    }
    return evidence;
  }

  /** A statement that is the company's; one of a block that was not seen yet says nothing before the next look. */
  const stands = ({ standing }: Observation): Observation['standing'] => {
    if (standing === undefined) return undefined;
    const { number, sealHash } = standing;
    checkStanding(domain, standing, keys.signerAt(number + 1n));
    const known = seals.hashOf(number);
    if (known !== undefined && known !== sealHash)
      throw new InputError('SOURCE_LIES', `it signed that ${sealHash} is block ${number}, which is ${known}.`);
    return known === undefined ? undefined : standing;
  };

  const remember = (name: string): void => {
    agreed.add(name);
    for (const oldest of agreed) {
      if (agreed.size <= KEPT) break;
      agreed.delete(oldest);
    }
  };

  async function toldHandovers(url: string, signal: AbortSignal): Promise<Handover[]> {
    const body = await fetchBoundedJson(`${url}/v1/handovers`, { signal, timeoutMs, maxBytes: 1024 * 1024 });
    return parseHandovers(looseFields(body)['handovers']);
  }

  /** Whether a source told of a newer seal key, signed by the key before, or of another one than is known, which is a proof. */
  async function learnKeys(url: string, signal: AbortSignal): Promise<boolean | Evidence> {
    try {
      const before = seals.handovers().length;
      const proof = seals.learn(await toldHandovers(url, signal));
      if (proof !== undefined) return proof;
      return seals.handovers().length > before;
    } catch (error) {
      if (error instanceof InputError || error instanceof TransientError) return false;
      throw error;
    }
  }

  /** Sources whose head was verified when they were looked at last: where they are asked for a block that nobody was seen with. */
  const honest = new Set<string>();

  async function isKnown(number: bigint, signal: AbortSignal): Promise<boolean> {
    if (seals.hashOf(number) !== undefined) return true;
    for (const url of honest) {
      const record = await unlessRefused(() => sealedRecord(sealedSource(url, keys, timeoutMs), number, signal));
      if (record !== undefined && seals.see(record.seal) === undefined) return true;
    }
    return false;
  }

  /** A source that goes on under a key that was lost shows another block of a number than is known: a proof, though not against whoever seals now. */
  async function forkByLostKey({ source, head }: Observation, signal: AbortSignal): Promise<Evidence[]> {
    if (head === undefined) return [];
    const number = (await isKnown(head.number, signal)) ? head.number : seals.newest(head.number);
    const handovers = seals.handovers();
    for (const { lost, number: from } of handovers) {
      if (lost === undefined || number === undefined || from > number) continue;
      const signerAt = (): Hex => sealKeyAt(signer, handovers, from - 1n);
      const his = sealedSource(source.url, { domain, signerAt }, timeoutMs);
      const record = await unlessRefused(() => sealedRecord(his, number, signal));
      const proof = record && seals.see(record.seal);
      if (proof !== undefined) return [proof];
    }
    return [];
  }

  /**
   * A source whose seals are of keys that nobody knows here may be the company's other branch, which handed its key over to another one: then both have two
   * seals of the block at which they part, by a key that both know.
   */
  async function parting({ source }: Observation, signal: AbortSignal): Promise<Evidence[]> {
    const [url] = [...honest].filter((each) => each !== source.url);
    if (url === undefined) return [];
    const found = await unlessRefused(async () => {
      const there = await toldHandovers(source.url, signal);
      checkHandovers(args.origin, there);
      const his = { domain, signerAt: (number: bigint) => sealKeyAt(signer, there, number) };
      const sources = [sealedSource(url, keys, timeoutMs), sealedSource(source.url, his, timeoutMs)] as const;
      const compared = await findForkBetween({ sources, domain, signal });
      if (!('evidence' in compared)) return [];
      checkEvidence(compared.evidence, args.accused());
      return [compared.evidence];
    });
    return found ?? [];
  }

  return {
    keys,
    async check(seen, signal) {
      for (let tries = 1; ; tries++) {
        try {
          const evidence = await compare(seen, signal);
          const standing = stands(seen);
          honest.add(seen.source.url);
          return { seen: { ...seen, standing }, evidence };
        } catch (error) {
          honest.delete(seen.source.url);
          if (signal.aborted || error instanceof TransientError)
            return { seen: { ...seen, head: undefined, standing: undefined }, evidence: [] };
          if (!(error instanceof InputError)) throw error;
          const learnt = tries === 1 && (await learnKeys(seen.source.url, signal));
          if (learnt === true) continue;
          const evidence = typeof learnt === 'boolean' ? await forkByLostKey(seen, signal) : [learnt];
          if (evidence.length === 0) evidence.push(...(await parting(seen, signal)));
          return {
            seen: { ...seen, head: undefined, standing: undefined, lie: seen.lie ?? error.message },
            evidence,
          };
        }
      }
    },
  };
}

async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof InputError || error instanceof TransientError) return undefined;
    throw error;
  }
}
