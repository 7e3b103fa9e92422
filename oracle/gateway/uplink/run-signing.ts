import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { backoffMs } from '../../../core/runtime/retry.ts';
import { isDiskFull } from '../../sqlite-rows.ts';
import { announceKeys } from '../frames/announce-keys.ts';
import { formBatches } from '../frames/form-batches.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { GatewaySigner } from '../device/device-signer.ts';
import type { GatewaySettings } from '../settings.ts';
import type { GatewayStore } from '../store/store-rows.ts';

export type Signing = {
  readonly done: Promise<void>;
  wake(): void;
  /** Announces keys when their addressees may have changed, not before `afterMs` have passed. */
  announce(afterMs: number): void;
  /** False while the device key does not answer. */
  readonly signs: boolean;
};

const INTERVAL_MS = 250;
const SIGNER_RETRY = { baseMs: 1_000, maxMs: 60_000 };

/** Announces keys and signs what waits, for as long as the agent runs. While the signer is away, telegrams are still taken and frames wait. */
export function startSigning(args: {
  store: GatewayStore;
  signer: GatewaySigner;
  network: Network;
  domain: Uint8Array;
  settings: Pick<GatewaySettings, 'company' | 'batchFrames' | 'batchAge' | 'retryAfter'>;
  /** False: frames wait, and only keys are announced. */
  maySendFrames: () => boolean;
  onQueued: () => void;
  onDiskFull: () => void;
  log: Log;
  signal: AbortSignal;
}): Signing {
  const { store, settings, log, signal } = args;
  let awake = new AbortController();
  let registerChanged = true;
  let announceAfter = 0;
  let signs = true;
  let waitingKeys = 0;
  const told = new Set<Hex>();

  const announce = async (): Promise<number> => {
    if (Date.now() < announceAfter || (!registerChanged && store.unannouncedKeys() === waitingKeys)) return 0;
    registerChanged = false;
    // Counted before: a key that comes while others are announced must not pass for one that was looked at.
    const unannounced = store.unannouncedKeys();
    const { announced, waiting } = await announceKeys({ ...args, company: settings.company });
    for (const { meterId, missing } of waiting) {
      if (!told.has(meterId)) log.info({ meterId, missing }, 'frames of a meter wait for its addressees');
      told.add(meterId);
    }
    waitingKeys = unannounced - announced;
    return announced;
  };
  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted;) {
      awake = new AbortController();
      try {
        const announced = await announce();
        const formed = args.maySendFrames()
          ? await formBatches({
              ...args,
              batchFrames: settings.batchFrames,
              batchAgeMs: settings.batchAge,
              retryAfterMs: settings.retryAfter,
              nowMs: Date.now(),
            })
          : 0;
        if (announced + formed > 0) args.onQueued();
        if (!signs) log.info('the device key signs again');
        signs = true;
        failures = 0;
      } catch (error) {
        registerChanged = true;
        failures += 1;
        if (isDiskFull(error)) args.onDiskFull();
        else if (error instanceof TransientError) {
          if (signs) log.error({ code: error.code, reason: error.message }, 'frames wait for the device key');
          signs = false;
        } else throw error;
        await pause(backoffMs(failures, SIGNER_RETRY), signal);
        continue;
      }
      await pause(INTERVAL_MS, AbortSignal.any([signal, awake.signal]));
    }
  };
  return {
    done: run(),
    wake: () => awake.abort(),
    announce(afterMs) {
      registerChanged = true;
      announceAfter = afterMs === 0 ? 0 : Date.now() + afterMs;
      awake.abort();
    },
    get signs() {
      return signs;
    },
  };
}
