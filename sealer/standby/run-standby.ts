import { join } from 'node:path';
import { InputError, type TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import type { Chain } from '../chain/chain.ts';
import type { KeeperClient } from '../keeper/connect-keeper.ts';
import { keepFault } from '../replica/fault-files.ts';
import { connectUpstream } from '../replica/upstream.ts';
import type { SealerSettings } from '../settings.ts';
import { standBy, type Takeover } from './stand-by.ts';

const POLL_MS = 200;

/** Follows the other sealer until it is our turn. */
export function runStandby(args: {
  settings: SealerSettings;
  chain: Chain;
  keeper: KeeperClient | undefined;
  primaryUrls: readonly string[];
  holder: Hex;
  told: () => boolean;
  progress: Progress;
  log: Log;
  signal: AbortSignal;
}): {
  /** `undefined` at the signal. @throws InputError COMPANY_FAULT */
  takeover: Promise<Takeover | undefined>;
  /** Resolves when there is something to serve: all that the other one had, or the own log while nobody answers. */
  settled: Promise<void>;
  /** @throws TransientError ENGINE_BEHIND, ENGINE_UNREACHABLE while it cannot follow: it could not take over either */
  check(): void;
} {
  const { settings, chain, log, keeper, primaryUrls } = args;
  if (keeper === undefined) throw new Error('a standby has a keeper');
  const settled = Promise.withResolvers<void>();
  let engineAway: TransientError | undefined;
  const follow = async (): Promise<Takeover | undefined> => {
    const end = await standBy({
      chain,
      keeper,
      upstream: connectUpstream(...primaryUrls),
      primary: connectUpstream(...primaryUrls.slice(0, 1)),
      holder: args.holder,
      takeoverAfterMs: settings.takeoverAfter,
      told: args.told,
      pollMs: POLL_MS,
      signal: args.signal,
      events: {
        onProgress: (ours, theirs) => {
          engineAway = undefined;
          args.progress.at(Number(ours) + 1, Number(theirs) + 1);
          if (ours >= theirs) settled.resolve();
        },
        onTurn: (to) => log.info({ to }, 'blocks are downloaded from another source from now on'),
        onRefused: (error) => log.warn({ code: error.code }, error.message),
        onUnreachable: () => {
          args.progress.begin(args.progress.now.step);
          if (chain.head !== undefined && chain.head.number > 0n) settled.resolve();
        },
        onEngineAway: (error) => {
          if (engineAway === undefined) log.warn({ code: error.code }, error.message);
          engineAway = error;
          args.progress.begin(args.progress.now.step);
        },
        onHindered: (error) => log.warn({ err: error }, 'not taking over yet'),
      },
    });
    if (end === undefined) return undefined;
    if ('sealSigner' in end) {
      log.warn({ head: chain.head?.number.toString(), inherited: end.inherited.length }, 'took over');
      return end;
    }
    const file = keepFault(join(settings.data, 'evidence'), end, accusedOf(chain));
    throw new InputError(
      'COMPANY_FAULT',
      `Two blocks of one number were sealed, or one that does not follow; see ${file}. Nobody seals on top of that.`,
    );
  };
  const takeover = follow();
  void takeover.then(
    () => settled.resolve(),
    () => settled.resolve(),
  );
  return {
    takeover,
    settled: settled.promise,
    check() {
      if (engineAway !== undefined) throw engineAway;
    },
  };
}
