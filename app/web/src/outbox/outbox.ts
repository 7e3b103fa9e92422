import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { canonicalJson, type JsonValue } from '../../../../core/domain/bytes/canonical-json.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { internalBlockDigest, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../../../core/domain/ledger/network.ts';
import {
  actState,
  firstOf,
  isOver,
  isSameAct,
  type Act,
  type ActKind,
} from '../../../../core/domain/resident/outbox/act.ts';
import { actToText, parseAct } from '../../../../core/domain/resident/outbox/act-json.ts';
import type { SealedTexts } from '../keys/sealed-texts.ts';
import type { Locks } from './locks.ts';

/** What is to be signed. `content` is all that it says, but for its date: by it the same is known again. */
export type Intent = {
  kind: ActKind;
  content: JsonValue;
  /**
   * Makes the blocks, in the order in which they go out.
   * @param replaces the first fact that was signed to say this, where no ledger took it: the new one names it, so that one of them counts
   */
  sign(replaces: Hex | undefined): Promise<readonly SignedBlock[]>;
};

/** Everything that an account signed at this browser, until it is known what became of it and its owner has seen that. */
export type Outbox = {
  /** Oldest first. */
  list(): Promise<Act[]>;
  find(id: Hex): Promise<Act | undefined>;
  /**
   * Signs and keeps, before anybody gets it; the same content again is the same act while it is under way.
   * @returns its id
   */
  keep(intent: Intent): Promise<Hex>;
  change(id: Hex, change: (act: Act) => Act): Promise<Act | undefined>;
  /** Its owner has seen how it ended. */
  markSeen(id: Hex): Promise<void>;
  /** Who brings an act further does it alone. */
  alone<T>(id: Hex, run: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** By digest, since when it is known here that witnesses saw a block: `performance.now()`, a clock that nobody sets. */
  seenSince: Map<Hex, number>;
  /** @returns how to listen no more */
  listen(listener: () => void): () => void;
};

/** How tabs tell each other. */
export type Calls = { call(): void; listen(listener: () => void): () => void };

/** @param clock milliseconds since 1970 */
export function openOutbox(args: {
  texts: SealedTexts;
  network: Network;
  account: Hex;
  locks: Locks;
  calls: Calls;
  clock?: () => number;
}): Outbox {
  const { texts, locks, calls, network, clock = Date.now } = args;
  const beginning = `outbox:${args.account.toLowerCase()}:`;
  const read = async (slot: string): Promise<Act | undefined> => {
    const text = await texts.get(slot);
    try {
      return text === undefined ? undefined : parseAct(domainOf(network), text);
    } catch (error) {
      // Of another network, or of a version that knew more: it stays, and nobody can go on with it here.
      if (error instanceof InputError) return undefined;
      throw error;
    }
  };
  const all = async (): Promise<Act[]> => {
    const acts = await Promise.all((await texts.slots(beginning)).map(read));
    return acts.filter((act) => act !== undefined).sort((a, b) => a.keptAt - b.keptAt);
  };
  const write = (act: Act): Promise<void> => texts.put(beginning + act.id, actToText(act));
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => locks(`${beginning}write`, run);
  const changeInTurn = (id: Hex, change: (act: Act) => Act): Promise<{ after: Act | undefined; isNew: boolean }> =>
    inTurn(async () => {
      const before = await read(beginning + id);
      const after = before && change(before);
      if (after !== undefined && after !== before) await write(after);
      return { after, isNew: after !== before };
    });

  const keepNew = async (intent: Intent, content: string): Promise<Hex> => {
    const acts = await all();
    const same = acts.find((act) => isSameAct(act, { kind: intent.kind, content }, clock()));
    if (same !== undefined) {
      // Whoever says it again wants to see what becomes of it, whoever brings it further meanwhile.
      await changeInTurn(same.id, (act) => ({ ...act, isSeen: false }));
      return same.id;
    }
    // What was said before and not taken may be taken yet: the new one stands in its place, so that one of them counts.
    const before = acts.filter((act) => isRefusedTry(act, intent.kind, content)).at(-1);
    const signed = await intent.sign(before && firstOf(before));
    const blocks = signed.map((one) => ({
      digest: internalBlockDigest(domainOf(network), one.ledger, one.block),
      signed: one,
      state: 'signed' as const,
    }));
    const id = blocks.at(-1)?.digest;
    if (id === undefined) throw new InputError('ACT_MALFORMED', 'Nothing was signed.');
    const former = before === undefined ? [] : [...before.former, before.id];
    const act = { id, kind: intent.kind, content, keptAt: clock(), blocks, former, isSeen: false };
    await inTurn(async () => {
      await write(act);
      if (before !== undefined) await texts.remove(beginning + before.id);
    });
    return id;
  };

  const outbox: Outbox = {
    list: async () => {
      const acts = await all();
      const over = acts.filter((act) => isOver(act, clock()));
      for (const { id } of over) await texts.remove(beginning + id);
      return acts.filter((act) => !over.includes(act));
    },
    find: (id) => read(beginning + id),
    keep: async (intent) => {
      const content = canonicalJson(intent.content);
      // Two presses, in two tabs as well: the second one finds what the first one kept.
      const id = await locks(`${beginning}keep`, () => keepNew(intent, content));
      calls.call();
      return id;
    },
    change: async (id, change) => {
      const changed = await changeInTurn(id, change);
      if (changed.isNew) calls.call();
      return changed.after;
    },
    markSeen: async (id) => {
      await outbox.change(id, (act) => (act.isSeen ? act : { ...act, isSeen: true }));
    },
    alone: (id, run, signal) => locks(beginning + id, run, signal),
    seenSince: new Map(),
    listen: (listener) => calls.listen(listener),
  };
  return outbox;
}

function isRefusedTry(act: Act, kind: ActKind, content: string): boolean {
  const state = actState(act);
  return act.kind === kind && act.content === content && (state === 'refused' || state === 'expired');
}
