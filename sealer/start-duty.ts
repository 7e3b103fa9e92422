import { join } from 'node:path';
import { type Network } from '../core/domain/ledger/network.ts';
import { type Log } from '../core/runtime/log.ts';
import { type Progress } from '../core/runtime/start/progress.ts';
import { catchUpWithKeeper, showKeeper } from './standby/catch-up.ts';
import { type Chain } from './chain/chain.ts';
import { type LostHandover } from './lost-key/lost-key-file.ts';
import { lostKeyAtTakeover, sealOverLostKey, waitingSince, waitsForLostKey } from './lost-key/seal-over-lost-key.ts';
import { foundNetwork } from './chain/found-network.ts';
import { startProducing, type Production } from './queue/start-producing.ts';
import { type Parts } from './open-parts.ts';
import type { SealerSettings } from './settings.ts';
import type { Promised, SealSigner } from './keys/seal-signer.ts';
import { createFoundingGuard } from './guards/founding-guard.ts';
import { otherClocksOf, waitForRightClock } from './guards/other-clocks.ts';
import type { SteadyClock } from './guards/steady-clock.ts';
import { catchUpWithOthers, refuseHeldOtherwise, requireForeignReplicas } from './guards/held-elsewhere.ts';
import { accusedOf } from './chain/seal-rules.ts';
import { keepFault } from './replica/fault-files.ts';
import { runStandby } from './standby/run-standby.ts';

/** What the sealer does at present. */
export type Duty = Disposable & {
  /** `undefined` while it stands by. */
  readonly production: () => Production | undefined;
  /** For the time of which lost key it waits. */
  readonly waiting: () => LostHandover | undefined;
  /** Tells a standby to take over now. */
  readonly takeOver: () => void;
  /** @throws why no block is made, or none followed */
  readonly check: () => void;
  readonly done: Promise<void>;
};

/** Seals, or stands by until it is its turn. Resolves when there is something to serve. */
export async function startDuty(args: {
  settings: SealerSettings;
  parts: Parts;
  progress: Progress;
  log: Log;
  clock: SteadyClock;
  signal: AbortSignal;
}): Promise<Duty> {
  const { settings, parts, progress, log, clock, signal } = args;
  const { now } = clock;
  const { chosen, chain, carrierKey, lostKey } = parts;
  const { network, keeper } = chosen;
  using opened = new DisposableStack();
  let production: Production | undefined;
  let waiting: LostHandover | undefined;
  opened.defer(() => production?.[Symbol.dispose]());
  const seal = async (sealSigner: SealSigner, inherited: readonly Promised[]): Promise<Production> => {
    const { index, statuses, participants, metrics } = parts;
    const common = { settings, network, chain, index, statuses, participants, carrierKey, metrics, log, now };
    production = await startProducing({ ...common, sealSigner, inherited, signal });
    return production;
  };
  const goOver = (handover: LostHandover, signer: SealSigner): Promise<void> => {
    waiting = handover;
    log.warn(waitingSince(handover), 'the key of the seal is lost; waiting until another one may seal');
    return sealOverLostKey({ chain, handover, signer, carrierKey, chainId: network.chainId, now, signal });
  };
  let done: Promise<void>;
  let check = (): void => production?.checkPace();
  let told = false;
  if (chosen.role === 'sealer') {
    if (!settings.alone) await waitForRightClock({ clock, urls: otherClocksOf(settings), progress, signal });
    if (keeper !== undefined) await catchUpWithKeeper(chain, keeper);
    if (!chosen.isNew) await askForeignReplicas({ settings, network, chain, progress, log, signal });
    if (keeper !== undefined) await showKeeper(chain, keeper);
    createFoundingGuard(network, chain).check();
    if (await foundNetwork({ chain, network, signer: chosen.sealSigner, carrierKey, now }))
      log.info({ contracts: network.contracts }, 'the network is founded');
    const begin = async (): Promise<Production> => seal(chosen.sealSigner, (await keeper?.admissions()) ?? []);
    if (waitsForLostKey(chain, lostKey)) {
      done = goOver(lostKey, chosen.sealSigner).then(async () => (await begin()).done);
      done.catch((error: unknown) => log.error({ err: error }, 'nothing is sealed'));
    } else done = (await begin()).done;
  } else {
    const holder = carrierKey.address;
    progress.begin('catching up with the other sealer');
    const standby = runStandby({ ...chosen, settings, chain, holder, told: () => told, progress, log, signal });
    check = () => (production === undefined ? standby.check() : production.checkPace());
    done = standby.takeover.then(async (takeover) => {
      if (takeover === undefined) return;
      const lost = lostKeyAtTakeover(chain, settings.data, log);
      if (lost !== undefined) await goOver(lost, takeover.sealSigner);
      await (
        await seal(takeover.sealSigner, takeover.inherited)
      ).done;
    });
    done.catch((error: unknown) => log.error({ err: error }, 'standing by ended; start again to go on from the log'));
    await Promise.race([standby.settled, done]);
    signal.throwIfAborted();
  }
  const all = opened.move();
  return {
    production: () => production,
    waiting: () => (production === undefined ? waiting : undefined),
    takeOver: () => (told = true),
    check: () => check(),
    done,
    [Symbol.dispose]: () => all.dispose(),
  };
}

/** Takes what others hold of the company's blocks before anything is signed. @throws InputError FOREIGN_REPLICAS_UNSET, HELD_OTHERWISE */
async function askForeignReplicas(args: {
  settings: SealerSettings;
  network: Network;
  chain: Chain;
  progress: Progress;
  log: Log;
  signal: AbortSignal;
}): Promise<void> {
  const { settings, network, chain, log, signal } = args;
  requireForeignReplicas(settings, network);
  const urls = settings.foreignReplicas ?? [];
  if (settings.alone) log.warn('goes on alone: whatever replicas of other owners hold');
  if (urls.length === 0) return;
  const fault = await catchUpWithOthers({ ...args, urls, alone: settings.alone });
  signal.throwIfAborted();
  if (fault !== undefined) refuseHeldOtherwise(keepFault(join(settings.data, 'evidence'), fault, accusedOf(chain)));
}
