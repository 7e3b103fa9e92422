import { connectChain, type ChainClient } from '../../../core/chain/chain-client.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { billerSettings, type BillerSettings } from '../../../biller/settings.ts';
import { openLedgerView, type LedgerView } from '../../story/ledger-view.ts';
import type { WorldPlan } from '../planned-program.ts';
import type { WorldSpec } from './world-spec.ts';
import type { MovedClock } from './threads/moved-clock.ts';
import type { ProgramThreads } from './threads/program-threads.ts';

/** A house whose months are being written, and what the steps of it work with. */
export type Past = {
  readonly spec: WorldSpec;
  readonly plan: WorldPlan;
  readonly threads: ProgramThreads;
  readonly client: ChainClient;
  readonly view: LedgerView;
  /** Unix seconds by the machine's own clock. */
  machineNow(): bigint;
  /** By name, of every meter that hangs or hung there. */
  readonly meterIds: Map<string, Hex>;
  readonly timeZone: string;
  readonly portalUrl: string;
  /** Accounts of the people, by premise. */
  readonly people: Map<string, Account>;
  /** What a biller's clerk works with. */
  clerkOf(biller: Biller): { settings: BillerSettings; signal: AbortSignal };
  /** It is that time now, never earlier than it was and never later than it is. */
  moveTo(unixSeconds: bigint): void;
  /** There is a block of this time, which pages want to see before they seal anything. */
  untilFresh(): Promise<void>;
  /** Reads the ledgers until they show what is waited for. @throws TransientError NOT_IN_TIME */
  until<T>(what: string, question: () => Promise<T | undefined> | T | undefined): Promise<T>;
};
export type Biller = 'company' | 'electricity' | 'water';

const LOOK_MS = 60;
/** Of the machine, which may be busy; nothing is waited for that is not under way. */
const PATIENCE_MS = 300_000;

export async function openPast(args: {
  spec: WorldSpec;
  plan: WorldPlan;
  threads: ProgramThreads;
  clock: MovedClock;
  people: Map<string, Account>;
}): Promise<Past> {
  const { plan, clock, threads } = args;
  const { signal } = new AbortController();
  const url = `http://127.0.0.1:${plan.ports.sealer}`;
  const client = await connectChain({ url, queueUrl: url });
  const view = openLedgerView(client);
  const asked = async <T>(what: string, question: () => Promise<T | undefined>): Promise<T> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await Promise.race([question().catch(nothingYet), threads.broken]);
      if (answer !== undefined) return answer;
      if (performance.now() > deadline) throw new TransientError('NOT_IN_TIME', `Waited in vain until ${what}.`);
      await pause(LOOK_MS, signal);
    }
  };
  return {
    ...args,
    client,
    view,
    machineNow: clock.machineNow,
    meterIds: new Map(plan.meterIds),
    timeZone: client.network.timeZone,
    portalUrl: `http://127.0.0.1:${plan.ports.app}`,
    clerkOf(biller) {
      const program = plan.programs.find(({ name }) => name === `biller-${biller}`);
      const overrides = { ...program?.settings };
      return { settings: readSettings(billerSettings, { prefix: 'DOMLEDGER_PAST_', overrides }), signal };
    },
    moveTo(time) {
      if (time > unixSeconds()) clock.set(time);
    },
    async untilFresh() {
      const now = unixSeconds();
      await asked('a block of that time', async () => ((await client.headInfo()).timestamp >= now ? true : undefined));
    },
    until: (what, question) =>
      asked(what, async () => {
        await view.refresh();
        return question();
      }),
  };
}

/** A program that is busy answers later. */
function nothingYet(error: unknown): undefined {
  if (!(error instanceof TransientError)) throw error;
  return undefined;
}
