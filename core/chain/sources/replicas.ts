import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import { domainOf, parseNetwork, type Network } from '../../domain/ledger/network.ts';
import { requestJson } from '../http-json.ts';
import { createHeadCheck } from './company-heads.ts';
import { parseHeadInfo, type HeadInfo } from './head-info.ts';
import { answered, askable, isAway, isElsewhere, readPlainly, rest, sourcesOf, type Source } from './source.ts';

/** Replicas that may be read, in the order in which they are preferred. */
export type Replicas = {
  /** Asks the first that answers and is not behind: it holds every block that was handed out before. */
  read<T>(ask: (url: string, timeoutMs?: number) => Promise<T>): Promise<T>;
  /** The newest head of the one that is read; never an older one than before, where there are several. */
  head(): Promise<HeadInfo>;
  /** Whom it reads at present, and whom it would read rather. */
  reading(): { readonly url: string; readonly first: string };
};

type Replica = Source & { head: bigint; isOurs: boolean };

/** A replica that has not what another one showed so long ago is behind. */
const BEHIND_MS = 5_000;
const LOOK_MS = 1_000;
const LOOK_ANSWER_MS = 2_000;
/** With somebody else to ask, nobody waits longer than this for one that is frozen. */
const PATIENCE_MS = 5_000;
/** Who serves another network, or calls a block its head that the company did not seal, is not asked for so long. */
const LEFT_MS = 60_000;

/**
 * The one rule by which every program reads from several. A head counts under the company's key alone, so that nobody who makes one up is followed, or holds up
 * who reads. With one URL there is nobody to choose from: it is simply asked.
 */
export function createReplicas(urls: readonly string[], network: Network): Replicas {
  const sources = sourcesOf(urls, () => ({ head: -1n, isOurs: false }));
  const [only] = sources;
  if (only === undefined) throw new InputError('SOURCES_MISSING', 'Name at least one address of a replica.');
  const isSealed = createHeadCheck(network);
  let reading: Replica = only;
  /** The newest head that was handed out: time never runs backwards for who reads. */
  let floor = -1n;
  let shown: readonly { number: bigint; atMs: number }[] = [];
  let lookedAt = -Infinity;

  const timeoutMs = sources.length === 1 ? undefined : LOOK_ANSWER_MS;
  const ask = <T>(source: Replica, path: string, parse: (json: unknown) => T): Promise<T> =>
    readPlainly(async () => parse(await requestJson(source.url + path, { timeoutMs })));
  const leave = (source: Replica, code: string, text: string): TransientError => {
    source.restsUntil = performance.now() + LEFT_MS;
    return new TransientError(code, `${source.url} ${text} It is not asked for a minute.`);
  };
  const requireOurs = async (source: Replica): Promise<void> => {
    if (source.isOurs) return;
    const theirs = await ask(source, '/v1/network', (json) => json);
    if (!isSameNetwork(theirs, network)) throw leave(source, 'SOURCE_OTHER', 'serves another network.');
    source.isOurs = true;
  };

  /** A head that is higher than all so far must be shown under the company's key. */
  const headOf = async (source: Replica): Promise<HeadInfo> => {
    const head = await ask(source, '/v1/head', parseHeadInfo);
    if (head.number > (shown.at(-1)?.number ?? -1n)) {
      if (!(await isSealed(head, (path) => ask(source, path, (json) => json))))
        throw leave(source, 'SOURCE_LIES', `shows a head ${head.number} that the company did not seal.`);
      shown = withShown(shown, head.number);
    }
    source.head = head.number;
    return head;
  };

  /** @throws TransientError SOURCE_BEHIND, and why it cannot be asked */
  const requireLevel = async (source: Replica): Promise<void> => {
    await requireOurs(source);
    if (source.head < floor) await headOf(source);
    if (source.head < floor)
      throw new TransientError('SOURCE_BEHIND', `${source.url} has not block ${floor}, which was read elsewhere.`);
  };

  const attempt = async <T>(source: Replica, work: () => Promise<T>): Promise<{ answer: T } | { fault: unknown }> => {
    const begun = performance.now();
    try {
      const answer = await work();
      answered(source);
      return { answer };
    } catch (error) {
      if (!(error instanceof InputError) && !isAway(error) && !isElsewhere(error)) throw error;
      const isBehind = error instanceof TransientError && error.code === 'SOURCE_BEHIND';
      const now = performance.now();
      if (isAway(error) && !isBehind && source.restsUntil <= now) rest(source, now - begun);
      return { fault: error };
    }
  };

  /** Looks at all of them; nobody waits for it. */
  const look = async (): Promise<void> => {
    const awake = sources.filter(({ restsUntil }) => restsUntil <= performance.now());
    const one = async (source: Replica): Promise<HeadInfo> => {
      await requireOurs(source);
      return headOf(source);
    };
    await Promise.all(awake.map((source) => attempt(source, () => one(source))));
  };

  const inOrder = (): Replica[] => {
    const due = shown.findLast(({ atMs }) => performance.now() - atMs >= BEHIND_MS)?.number ?? -1n;
    const awake = askable(sources);
    return [...awake.filter(({ head }) => head >= due), ...awake.filter(({ head }) => head < due)];
  };

  const inTurn = async <T>(work: (source: Replica) => Promise<T>): Promise<T> => {
    const now = performance.now();
    if (now - lookedAt >= LOOK_MS) {
      lookedAt = now;
      void look();
    }
    const faults: unknown[] = [];
    for (const source of inOrder()) {
      const told = await attempt(source, async () => {
        await requireLevel(source);
        return work(source);
      });
      if ('fault' in told) faults.push(told.fault);
      else {
        reading = source;
        return told.answer;
      }
    }
    // What one of them says of the question itself is an answer; another one's silence is none.
    throw faults.find((fault) => fault instanceof InputError) ?? faults[0];
  };

  return {
    read: (work) => (sources.length === 1 ? work(only.url) : inTurn((source) => work(source.url, PATIENCE_MS))),
    async head() {
      if (sources.length === 1) return ask(only, '/v1/head', parseHeadInfo);
      const head = await inTurn(async (source) => {
        const found = await headOf(source);
        if (found.number >= floor) return found;
        throw new TransientError('SOURCE_BEHIND', `${source.url} has lost block ${floor}, which was read before.`);
      });
      if (head.number > floor) floor = head.number;
      return head;
    },
    reading: () => ({ url: reading.url, first: only.url }),
  };
}

function isSameNetwork(json: unknown, network: Network): boolean {
  try {
    return domainOf(parseNetwork(json)).networkHash === domainOf(network).networkHash;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Keeps what was shown lately, and the newest one of before. */
function withShown(
  shown: readonly { number: bigint; atMs: number }[],
  number: bigint,
): { number: bigint; atMs: number }[] {
  const now = performance.now();
  const old = shown.findLastIndex(({ atMs }) => now - atMs >= BEHIND_MS);
  return [...shown.slice(Math.max(0, old)), { number, atMs: now }].sort((a, b) => (a.number < b.number ? -1 : 1));
}
