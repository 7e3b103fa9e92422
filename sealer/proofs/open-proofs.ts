import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Chain } from '../chain/chain.ts';
import { createNotifier } from '../chain/notifier.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';
import { makeSnapshot } from '../snapshot/make-snapshot.ts';
import { snapshotFolder } from '../snapshot/snapshot-folder.ts';
import { createProofCache } from './proof-cache.ts';
import { followProofs, type Snapshots } from './follow-proofs.ts';
import { startProver, type Prover } from './start-prover.ts';

/** Answers `eth_getProof`. */
export type Proofs = AsyncDisposable & {
  /**
   * @param params as `checkRead` lets them through
   * @throws InputError STATE_TOO_OLD; TransientError PROOFS_PREPARED while there is none to be had
   */
  answer(params: readonly unknown[]): Promise<string>;
};

/** With more slots the embedded engine takes over 50 ms for one proof, since it builds the account's trie anew; and blocks wait for it. */
const ENGINE_SLOTS = 10_000;
/** A block that was sealed a moment ago may be on its way to the thread. */
const NEAR_MS = 2_000;
/** Between two states that are loaded: each is written down by a process of its own. */
const AGAIN_MS = 20_000;

/**
 * Who proves: the engine, while the state is small or the engine is one that keeps its trie; from then on a thread of its own, which starts at the first
 * question. Each proof is made once.
 * @param engineSlots up to how many slots of the newest snapshot the engine itself proves
 * @param againMs least time from one state that is loaded to the next
 */
export function openProofs(args: {
  chain: Chain;
  settings: Pick<EngineSettings, 'data' | 'engine' | 'snapshotEvery'>;
  log: Log;
  signal: AbortSignal;
  engineSlots?: number;
  againMs?: number;
}): Proofs {
  const { chain, settings, engineSlots = ENGINE_SLOTS } = args;
  const snapshots = snapshotsOf(args);
  const stop = new AbortController();
  const signal = AbortSignal.any([args.signal, stop.signal]);
  const cache = createProofCache();
  let own: OwnProver | undefined;

  const isSmall = (): boolean => {
    if (settings.engine !== 'embedded' || settings.snapshotEvery === 0) return true;
    const slots = snapshots.newest(chain.head?.number ?? 0n)?.slots;
    return slots === undefined || slots <= engineSlots;
  };
  const prove = async (address: Hex, keys: readonly Hex[], number: bigint): Promise<string> => {
    // What grew stays so.
    if (own === undefined && isSmall()) return chain.answer('eth_getProof', [address, keys, quantity(number)]);
    own ??= startOwn({ ...args, snapshots, signal });
    return own.prove(address, keys, number);
  };
  return {
    async answer(params) {
      const [address, keys, tag] = params as [Hex, readonly Hex[], unknown];
      const number = numberOf(chain, tag);
      return cache.get(`${number} ${address} ${keys.join(' ')}`, () => prove(address, keys, number));
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await own?.[Symbol.asyncDispose]();
    },
  };
}

type OwnProver = AsyncDisposable & { prove: (address: Hex, keys: readonly Hex[], number: bigint) => Promise<string> };

function startOwn(args: {
  chain: Chain;
  snapshots: Snapshots;
  log: Log;
  signal: AbortSignal;
  againMs?: number;
}): OwnProver {
  const { chain, snapshots, log, signal, againMs = AGAIN_MS } = args;
  const rings = createNotifier();
  /** What it can prove: none while a state is loaded, which may take seconds. */
  let at: bigint | undefined;
  let prover: Prover | undefined;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const begun = performance.now();
      try {
        await using started = startProver();
        prover = started;
        const onAt = (number: bigint): void => {
          if (at === undefined) log.info({ number: number.toString() }, 'proofs are made beside the engine');
          at = number;
          rings.notify();
        };
        await followProofs({ chain, snapshots, prover, onAt, signal });
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, 'proofs cannot be made at present; it is tried again');
      } finally {
        [prover, at] = [undefined, undefined];
      }
      // Blocks that come too fast are let pass.
      await pause(Math.max(0, againMs - (performance.now() - begun)), signal);
    }
  };
  const running = run();
  return {
    async prove(address, keys, number) {
      if (at !== undefined) await rings.wait(() => at === undefined || at >= number, NEAR_MS, signal);
      // A thread that ends meanwhile proves nothing.
      const found = at === undefined ? undefined : await prover?.prove(number, address, keys).catch(() => undefined);
      if (found !== undefined) return found;
      if (at !== undefined && number < at)
        throw new InputError(
          'STATE_TOO_OLD',
          `Block ${number} is too old for eth_getProof: proofs are made of the newest blocks. Ask for a newer one.`,
        );
      throw new TransientError(
        'PROOFS_PREPARED',
        'This program is preparing what it needs for proofs, or blocks come faster than it follows. Ask again in some seconds.',
      );
    },
    async [Symbol.asyncDispose]() {
      await running;
    },
  };
}

function snapshotsOf(args: { chain: Chain; settings: { data: string }; signal: AbortSignal }): Snapshots {
  const { data } = args.settings;
  const folder = snapshotFolder(data);
  return {
    newest(atMost) {
      for (const number of folder.numbers()) {
        if (number > atMost) continue;
        try {
          return folder.manifest(number);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }
      return undefined;
    },
    state: (manifest) => folder.state(manifest),
    make: () => makeSnapshot({ data, signal: args.signal }),
  };
}

function numberOf({ head }: Chain, tag: unknown): bigint {
  if (typeof tag === 'string' && tag.startsWith('0x')) return BigInt(tag);
  return tag === 'earliest' ? 0n : (head?.number ?? 0n);
}

function quantity(number: bigint): string {
  return `0x${number.toString(16)}`;
}
