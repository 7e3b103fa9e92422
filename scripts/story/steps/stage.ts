import type { ChainClient } from '../../../core/chain/chain-client.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { billerSettings, type BillerSettings } from '../../../biller/settings.ts';
import type { SandboxResident } from '../../../sandbox/residents/resident.ts';
import { until } from '../../../sandbox/residents/resident.ts';
import type { World } from '../../world/start-world.ts';
import type { LedgerView } from '../ledger-view.ts';
import type { Progress } from '../progress.ts';
import type { WorldPlan } from '../../world/planned-program.ts';

/** What every step of the story works with. */
export type Stage = {
  readonly world: World;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Reads the portal's replica. */
  readonly client: ChainClient;
  readonly sealer: ChainClient;
  readonly replicas: readonly ChainClient[];
  readonly view: LedgerView;
  readonly portalUrl: string;
  /** The month that is billed, YYYYMM. */
  readonly period: number;
  readonly accounts: WorldPlan['accounts'];
  /** By premise. */
  readonly residents: Map<string, SandboxResident>;
};

/** A biller's settings, for what its clerk does by hand. */
export function clerkOf(
  stage: Stage,
  name: 'company' | 'electricity' | 'water',
): { settings: BillerSettings; signal: AbortSignal } {
  const program = stage.world.plan.programs.find((one) => one.name === `biller-${name}`);
  const overrides = { ...program?.settings, logLevel: 'silent' };
  return { settings: readSettings(billerSettings, { prefix: 'DOMLEDGER_BILLER_', overrides }), signal: stage.signal };
}

/** Reads the ledgers until they show what is waited for. @throws TransientError INTERRUPTED at the signal, NOT_IN_TIME */
export async function untilLedgers<T>(
  stage: Pick<Stage, 'signal' | 'view'>,
  what: string,
  question: () => T | undefined,
  patienceMs = 90_000,
): Promise<T> {
  return until(
    what,
    async () => {
      if (stage.signal.aborted) throw new TransientError('INTERRUPTED', `Interrupted while waiting until ${what}.`);
      await stage.view.refresh();
      return question();
    },
    patienceMs,
  );
}
