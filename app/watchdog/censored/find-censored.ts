import { sealedRecord, sealedSource, type SealKeys } from '../../../core/chain/sealed-source.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { Evidence } from '../../../core/domain/evidence/evidence.ts';
import { carries } from '../../../core/domain/evidence/fate-of.ts';
import { lastSecondOf } from '../../../core/domain/ledger/block-life.ts';
import { checkSignedBlock, signedBlockFromJson, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import { readSeen, seenAt, type SignedSeen } from '../../../core/domain/seal/seen.ts';
import { checkContent } from '../../../core/domain/seal/block-record.ts';
import { fetchBoundedJson } from '../../../core/runtime/fetch-bounded.ts';
import type { Observation } from '../observe.ts';
import type { Source } from '../sources.ts';
import type { WitnessList } from './witness-list.ts';

export type CensoredEvidence = Extract<Evidence, { kind: 'censored' }>;

/** Blocks that enough witnesses saw and that no block carried in time. */
export type CensoredFinder = {
  /** @returns the file of each that is so now. Throws nothing that a source says. */
  look(observations: readonly Observation[], nowMs: number, signal: AbortSignal): Promise<CensoredEvidence[]>;
};

type Waiting = { block: SignedBlock; seen: SignedSeen[] };

const MAX_BYTES = 4 * 1024 * 1024;
/** Blocks of one look, from all replicas. */
const MOST = 300;

/** @param required how many of the register's witnesses must have seen a block */
export function openCensoredFinder(args: {
  network: Network;
  keys: SealKeys;
  witnesses: WitnessList;
  required: number;
  afterMs: number;
  timeoutMs: number;
}): CensoredFinder {
  const { network, keys, required, timeoutMs } = args;
  const { domain } = keys;

  /** What a source says in vain says nothing. */
  const attempt = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || error instanceof InputError || error instanceof TransientError) return undefined;
      throw error;
    }
  };

  const gather = async (
    replicas: readonly Source[],
    witnesses: ReadonlySet<Hex>,
    signal: AbortSignal,
  ): Promise<Map<Hex, Waiting>> => {
    const found = new Map<Hex, Waiting>();
    for (const { url } of replicas) {
      const body = await attempt(
        () => fetchBoundedJson(`${url}/v1/seen`, { signal, timeoutMs, maxBytes: MAX_BYTES }),
        signal,
      );
      const list = looseFields(body)['blocks'];
      for (const json of Array.isArray(list) ? (list as unknown[]) : []) {
        if (found.size >= MOST) break;
        await attempt(async () => take(found, witnesses, json), signal);
      }
    }
    return found;
  };

  const take = (found: Map<Hex, Waiting>, witnesses: ReadonlySet<Hex>, json: unknown): void => {
    const fields = looseFields(json);
    const block = signedBlockFromJson(fields['block']);
    const digest = checkSignedBlock(domain, block);
    const known = found.get(digest)?.seen ?? [];
    const words = readSeen(fields['seen'], { domain, digest, witnesses });
    const others = words.filter(({ witness }) => !known.some((word) => word.witness === witness));
    found.set(digest, { block, seen: [...known, ...others] });
  };

  /** Whether a source shows a sealed block that carries it: the company's own seal ends the alarm, and nobody's word. */
  const isCarried = async (
    source: Source,
    { block }: SignedBlock,
    digest: Hex,
    signal: AbortSignal,
  ): Promise<boolean> => {
    const bounds = { signal, timeoutMs, maxBytes: MAX_BYTES };
    const { blockNumber } = looseFields(await fetchBoundedJson(`${source.url}/v1/queue/${digest}`, bounds));
    if (typeof blockNumber !== 'string' || !/^\d{1,15}$/.test(blockNumber)) return false;
    const record = await sealedRecord(sealedSource(source.url, keys, timeoutMs), BigInt(blockNumber), signal);
    checkContent(record);
    return carries(record, { digest, key: block.from }, domain);
  };

  return {
    async look(observations, nowMs, signal) {
      await args.witnesses.refresh(observations, signal);
      const witnesses = args.witnesses.counted();
      if (witnesses.size < required) return [];
      const chains = observations.filter(({ head }) => head !== undefined);
      const replicas = chains.flatMap(({ source }) => (source.role === 'replica' ? [source] : []));
      const newest = chains.reduce((time, { head }) => (head && head.timestamp > time ? head.timestamp : time), 0n);
      const censored: CensoredEvidence[] = [];
      for (const [digest, { block, seen }] of await gather(replicas, witnesses, signal)) {
        const time = seenAt(seen, required);
        if (time === undefined || nowMs < Number(time) * 1000 + args.afterMs) continue;
        if (newest > lastSecondOf(network, block)) continue;
        const shown = await Promise.all(
          chains.map(({ source }) => attempt(() => isCarried(source, block, digest, signal), signal)),
        );
        if (!shown.includes(true))
          censored.push({ kind: 'censored', block, seen: seen.filter((word) => word.time <= time) });
      }
      return censored;
    },
  };
}
