import { TransientError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import { advancePayments } from './payments/advance-payments.ts';
import { advanceRefunds } from './payments/advance-refunds.ts';
import { deemPayments } from './payments/deem-payments.ts';
import { lookAtTold } from './payments/mismatches/look-at-told.ts';
import { createRefusedNotes } from './payments/mismatches/note-refused.ts';
import { returnMoney } from './payments/mismatches/return-money.ts';
import type { Daily } from './payments/reconcile/daily.ts';
import { reversePayments } from './payments/reverse-payments.ts';
import { acknowledgeAppeals } from './statements/answer-appeals.ts';
import { attestEnrolments } from './statements/attest-enrolments.ts';
import { confirmActs, type ActTools } from './statements/confirm-acts.ts';
import { enrolPortal } from './statements/enrol-portal.ts';
import type { Kysely } from 'kysely';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { ProgramAccount } from '../../core/runtime/program-account.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { ReadModelTables } from './database/tables.ts';
import type { PaymentTools } from './payments/advance-payments.ts';
import type { PortalBlocks } from './statements/portal-blocks.ts';

export type JobTools = {
  readModel: Kysely<ReadModelTables>;
  blocks: PortalBlocks;
  account: ProgramAccount;
  network: Network;
  accounts: Accounts;
  payments: PaymentTools;
  acts: ActTools;
  daily: Daily;
};

export type Jobs = {
  /** Works until the signal; a fault that may pass is tried again. */
  run(signal: AbortSignal): Promise<void>;
  /** New blocks were read: there may be something to do. */
  wake(): void;
  /** The bank has said something: ask it now. */
  wakeForBank(): void;
};

const TICK_MS = 1_000;

/** What the portal does by itself, each duty derived from the databases alone, so that any crash only delays it. */
export function createJobs(args: { tools: JobTools; caughtUp: () => boolean; bankIntervalMs: number; log: Log }): Jobs {
  const { tools, log } = args;
  let bell = new AbortController();
  let bankDue = 0;
  const noteRefused = createRefusedNotes(tools.payments);

  async function work(): Promise<void> {
    await tools.blocks.relay();
    const canSpeak = tools.account.canSign && args.caughtUp() && (await enrolPortal(tools));
    const askBank = Date.now() >= bankDue;
    if (askBank) bankDue = Date.now() + args.bankIntervalMs;
    await advancePayments(tools.payments, { askBank, canSpeak });
    // The bank's answer may have settled an order just now.
    if (askBank && canSpeak) await advancePayments(tools.payments, { askBank: false, canSpeak });
    if (askBank) await lookAtTold(tools.payments);
    if (askBank) await returnMoney(tools.payments);
    await reversePayments(tools.payments, { askBank, canSpeak });
    if (!canSpeak) return;
    await advanceRefunds(tools.payments, { askBank });
    await noteRefused();
    await deemPayments(tools.payments);
    await attestEnrolments(tools);
    await acknowledgeAppeals(tools);
    await confirmActs(tools.acts);
    await tools.daily.run();
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        bell = new AbortController();
        try {
          await work();
        } catch (error) {
          if (signal.aborted) return;
          const isTransient = error instanceof TransientError;
          log[isTransient ? 'warn' : 'error']({ err: error }, 'a duty waits');
        }
        await pause(TICK_MS, AbortSignal.any([signal, bell.signal]));
      }
    },
    wake: () => bell.abort(),
    wakeForBank: () => {
      bankDue = 0;
      bell.abort();
    },
  };
}
