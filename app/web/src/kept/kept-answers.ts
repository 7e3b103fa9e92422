import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { ApiError } from '../api/api.ts';
import type { SealedTexts } from '../keys/sealed-texts.ts';
import { fromKeptJson, toKeptJson } from './kept-json.ts';

/** `keep`: what of it is kept; `revive`: as what it counts when it is shown again; `patienceMs`: what takes longer is answered by what was kept. */
export type Keeping<T> = { keep?: (value: T) => T; revive?: (value: T) => T; patienceMs?: number };

/** What a page found out last time, and when, milliseconds since 1970. */
type Kept = { value: unknown; at: number };

/**
 * What a page found out and checked, on this device, closed as keys are: it is shown again, with its date, while the portal is silent. It goes with the
 * session (`clear`).
 */
export type KeptAnswers = {
  /** What `load` finds, which is kept; while the portal is silent, what was kept before. @throws what `load` throws */
  orKept<T>(name: string, load: () => Promise<T>, as?: Keeping<T>): Promise<T>;
  /** What was kept, without asking for anything. */
  read<T>(name: string): Promise<T | undefined>;
  put(name: string, value: unknown): Promise<void>;
  /** Forgets all, of every account. */
  clear(): Promise<void>;
  /** Forgets all, and keeps nothing any more for as long as this page is open. */
  end(): Promise<void>;
  /** Of what is shown since the portal is silent, when the oldest was found; undefined while nothing is. */
  since(): number | undefined;
  listen(listener: () => void): () => void;
};

const BEGINNING = 'answer:';
/** A portal that is silent for so long is answered for by what was kept; its answer counts when it comes. */
const PATIENCE_MS = 5_000;

/** @param clock milliseconds since 1970 */
export function openKeptAnswers(texts: SealedTexts, clock: () => number = Date.now): KeptAnswers {
  const shown = new Map<string, number>();
  const written = new Map<string, string>();
  const listeners = new Set<() => void>();
  let turn: Promise<unknown> = Promise.resolve();
  let isEnded = false;
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const result = turn.then(run, run);
    turn = result.catch(() => undefined);
    return result;
  };
  const show = (name: string, at: number | undefined): void => {
    if (shown.get(name) === at) return;
    if (at === undefined) shown.delete(name);
    else shown.set(name, at);
    for (const listener of listeners) listener();
  };
  const find = async (name: string): Promise<Kept | undefined> => parseKept(await texts.get(BEGINNING + name));
  const put = (name: string, value: unknown): Promise<void> =>
    inTurn(async () => {
      const text = toKeptJson(value);
      const day = String(Math.floor(clock() / 60_000));
      // The same again is written at most once a minute, for its date.
      if (isEnded || written.get(name) === day + text) return;
      written.set(name, day + text);
      await texts.put(BEGINNING + name, toKeptJson({ value, at: clock() }));
    });
  const clear = (): Promise<void> =>
    inTurn(async () => {
      written.clear();
      for (const slot of await texts.slots(BEGINNING)) await texts.remove(slot);
    });
  return {
    orKept: async <T>(name: string, load: () => Promise<T>, as: Keeping<T> = {}): Promise<T> => {
      const { keep = same, revive = same, patienceMs = PATIENCE_MS } = as;
      const asked = load().then((value) => {
        show(name, undefined);
        void put(name, keep(value));
        return value;
      });
      const keptOne = async (): Promise<T | undefined> => {
        const kept = await find(name);
        if (kept === undefined) return undefined;
        show(name, kept.at);
        // Only pages wrote it, as they found it.
        return revive(kept.value as T);
      };
      const late = patience(patienceMs);
      try {
        const first = await Promise.race([asked.then((value) => ({ value })), late.over]);
        if (first !== undefined) return first.value;
        return (await keptOne()) ?? (await asked);
      } catch (error) {
        const kept = isSilence(error) ? await keptOne() : undefined;
        if (kept === undefined) throw error;
        return kept;
      } finally {
        late.end();
        asked.catch(() => undefined);
      }
    },
    read: async <T>(name: string) => (await find(name))?.value as T | undefined,
    put,
    clear,
    end: () => {
      isEnded = true;
      return clear();
    },
    since: () => (shown.size === 0 ? undefined : Math.min(...shown.values())),
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function same<T>(value: T): T {
  return value;
}

function patience(milliseconds: number): { over: Promise<undefined>; end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { over, end: () => clearTimeout(timer) };
}

/** The portal does not answer, or answers that it cannot for now: what it said before still counts. */
export function isSilence(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

function parseKept(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  const { value, at } = looseFields(fromKeptJson(text));
  return typeof at === 'number' ? { value, at } : undefined;
}
