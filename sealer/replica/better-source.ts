import { parseBlockRecord } from '../../core/domain/seal/block-record.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Chain } from '../chain/chain.ts';
import { connectUpstream, type Page, type Upstream } from './upstream.ts';

/** How often the other sources are looked at. */
const LOOK_MS = 1_000;
/** How long each may take to answer. */
const ANSWER_MS = 2_000;
/** So long nobody returns to a source that stood still while another one rose. */
const LEFT_MS = 60_000;

/** Looks at the sources that are not asked at present, until the signal. */
export type SourceWatch = {
  /** Whom to ask from now on instead of the present one; said once. */
  take(): string | undefined;
  /** Called when there is somebody to take. */
  onBetter: (() => void) | undefined;
  /** The newest block that some source showed under the company's seal, and who that was; `undefined` until one is ahead. */
  readonly highest: { readonly number: bigint; readonly url: string } | undefined;
};

/** What a source is beside us: it shows the block behind our head, rightly sealed, or names our head as its own. */
type Look = { url: string; told: bigint; is: 'ahead' | 'level' };

/**
 * A source that answers with an old head is followed for ever, and two replicas that follow each other stand still together. So the others are looked at, too: a source
 * that gives nothing in two looks while another one shows the next block under the company's seal is left for it, and the first of the settings is returned to
 * as soon as it has what we have. A number alone counts for nothing: whoever tells one must show the block.
 */
export function watchSources(args: {
  chain: Pick<Chain, 'head' | 'checkNext'>;
  upstream: Upstream;
  /** Ends the looking. */
  signal: AbortSignal;
  lookMs?: number;
  now?: () => number;
}): SourceWatch {
  const { chain, upstream, signal, lookMs = LOOK_MS, now = () => performance.now() } = args;
  const { urls } = upstream;
  const ours = (): bigint => chain.head?.number ?? -1n;
  const left = new Map<string, number>();
  let better: { url: string; ours: bigint } | undefined;
  let before: { ours: bigint; ahead: ReadonlySet<string> } | undefined;
  let highest: SourceWatch['highest'];

  const look = async (url: string): Promise<Look | undefined> => {
    const head = chain.head;
    try {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
      const page = await connectUpstream(url).page({ from: ours() + 1n, limit: 1, waitMs: 0, signal: bounded });
      if (isAhead(chain, page)) return { url, told: page.head.number, is: 'ahead' };
      const isLevel = page.head.number === head?.number && page.head.sealHash === head.sealHash;
      return isLevel ? { url, told: page.head.number, is: 'level' } : undefined;
    } catch {
      // Silent, or it says what nobody can read: it is no better.
      return undefined;
    }
  };

  /** Whom to ask instead of the present one. */
  const choose = (looks: readonly Look[]): string | undefined => {
    const ahead = looks.filter(({ is }) => is === 'ahead').sort((a, b) => (a.told < b.told ? 1 : -1));
    const [first] = ahead;
    const stoodStill = before?.ours === ours() && ahead.some(({ url }) => before?.ahead.has(url));
    before = { ours: ours(), ahead: new Set(ahead.map(({ url }) => url)) };
    if (first !== undefined) {
      highest = { number: ours() + 1n, url: first.url };
      if (!stoodStill) return undefined;
      left.set(upstream.url, now() + LEFT_MS);
      return first.url;
    }
    const preferred = urls.slice(0, Math.max(0, urls.indexOf(upstream.url)));
    return preferred.find(
      (url) => looks.some((each) => each.url === url && each.is === 'level') && (left.get(url) ?? -Infinity) <= now(),
    );
  };

  const watch: SourceWatch = {
    onBetter: undefined,
    take() {
      // What was seen beside another head says nothing of this one.
      const found = better?.ours === ours() ? better.url : undefined;
      better = undefined;
      return found;
    },
    get highest() {
      return highest;
    },
  };
  const run = async (): Promise<void> => {
    while (await pause(lookMs, signal)) {
      const at = ours();
      const looks = await Promise.all(urls.filter((url) => url !== upstream.url).map(look));
      const url = ours() === at ? choose(looks.filter((each) => each !== undefined)) : undefined;
      better = url === undefined ? undefined : { url, ours: at };
      if (better !== undefined) watch.onBetter?.();
    }
  };
  // With one source there is nobody to look at.
  if (urls.length > 1) void run();
  return watch;
}

/** Whether it shows the block behind our head, sealed by the company. */
function isAhead(chain: Pick<Chain, 'checkNext'>, { blocks: [next] }: Page): boolean {
  if (next === undefined) return false;
  chain.checkNext(parseBlockRecord(next));
  return true;
}
