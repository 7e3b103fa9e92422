import type { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '../../core/domain/evidence/evidence.ts';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { parseSeal, sealDigest, sealToJson, type Seal } from '../../core/domain/seal/seal.ts';
import { handoverToJson, parseHandovers, type Handover } from '../../core/domain/seal/seal-keys.ts';
import {
  checkHandovers,
  contradictingHandovers,
  learnHandovers,
  type Origin,
} from '../../core/domain/handovers/check-handovers.ts';

/** Seals that were verified, from whomever they came, and the seal keys that the company handed over to. Kept over restarts. */
export type SeenSeals = {
  hashOf(number: bigint): Hex | undefined;
  /** The newest number seen up to `most`. */
  newest(most: bigint): bigint | undefined;
  /** Keeps a seal whose signature was checked, or says what it proves together with those seen before; then the older one stays. */
  see(seal: Seal): Evidence | undefined;
  handovers(): readonly Handover[];
  /**
   * Keeps what goes on where the known ones end, or says what two lists prove together.
   * @throws InputError HANDOVER_CONTRADICTION and those of `checkHandovers`
   */
  learn(told: readonly Handover[]): Evidence | undefined;
};

const KEPT = 20_000;

export function openSeenSeals(args: { database: DatabaseSync; origin: Origin }): SeenSeals {
  const { database, origin } = args;
  const { domain } = origin;
  const get = database.prepare('select seal from seals where number = ?');
  const newest = database.prepare('select max(number) as number from seals where number <= ?');
  const put = database.prepare('insert into seals (number, seal_hash, seal) values (?, ?, ?)');
  const prune = database.prepare('delete from seals where number <= (select max(number) from seals) - ?');
  const list = database.prepare('select list from handovers');
  const setList = database.prepare(
    'insert into handovers (one, list) values (1, ?) on conflict (one) do update set list = excluded.list',
  );

  const sealAt = (number: bigint): Seal | undefined => {
    const text = get.get(number)?.['seal'];
    return typeof text === 'string' ? parseSeal(JSON.parse(text)) : undefined;
  };
  const handovers = (): readonly Handover[] => {
    const text = list.get()?.['list'];
    return typeof text === 'string' ? parseHandovers(JSON.parse(text)) : [];
  };

  return {
    hashOf(number) {
      const seal = sealAt(number);
      return seal === undefined ? undefined : parseHex(sealDigest(domain, seal), 'seal hash', 32);
    },
    newest(most) {
      const number = newest.get(most)?.['number'];
      return typeof number === 'number' ? BigInt(number) : undefined;
    },
    see(seal) {
      const hash = sealDigest(domain, seal);
      const [before, same, after] = [seal.number - 1n, seal.number, seal.number + 1n].map(sealAt);
      if (same !== undefined) {
        return sealDigest(domain, same) === hash ? undefined : { kind: 'double-seal', seals: [same, seal] };
      }
      if (before !== undefined && sealDigest(domain, before) !== seal.parentSeal)
        return { kind: 'rewritten-parent', parent: before, child: seal };
      if (after !== undefined && after.parentSeal !== hash)
        return { kind: 'rewritten-parent', parent: seal, child: after };
      put.run(seal.number, hash, JSON.stringify(sealToJson(seal)));
      prune.run(KEPT);
      return undefined;
    },
    handovers,
    learn(told) {
      const known = handovers();
      checkHandovers(origin, told);
      const pair = contradictingHandovers(known, told);
      if (pair !== undefined) return { kind: 'double-handover', handovers: pair };
      const learned = learnHandovers(origin, known, told);
      if (learned.length > known.length) setList.run(JSON.stringify(learned.map(handoverToJson)));
      return undefined;
    },
  };
}
