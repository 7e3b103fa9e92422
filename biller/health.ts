import type { Outbox } from '../core/chain/outbox.ts';
import type { LetterBook } from './letters/letter-book.ts';
import type { Network } from '../core/domain/ledger/network.ts';
import { createMetrics } from '../core/runtime/metrics.ts';
import type { HealthArgs } from '../core/runtime/start/illnesses.ts';
import type { Actor } from './act.ts';
import type { ArrearsWatch } from './accounts/arrears.ts';
import type { BillerSettings } from './settings.ts';
import { letterWork, overdueLetters } from './letters/letter-term.ts';
import { isOpenLetter, type State } from './state.ts';

/** So many are listed: strangers may seal what nobody can read, and counts tell of all. */
const LISTED = 100;

/** What `/health` and `/metrics` tell: counts, ids and codes; never a reading or an amount. */
export function createHealth(args: {
  settings: BillerSettings;
  network: Network;
  state: State;
  letters: Pick<LetterBook, 'read'>;
  outbox: Outbox;
  actor: Actor;
  arrears: Pick<ArrearsWatch, 'found'>;
  ownKey: { readonly fault: string | undefined };
  now: () => bigint;
  nextBlock: () => bigint;
  caughtUp: () => boolean;
  reading: () => object;
}): Pick<HealthArgs, 'health' | 'work' | 'metrics'> {
  const { settings, state, outbox, actor } = args;
  const metrics = createMetrics('domledger_biller_', { processMetrics: true, folder: settings.dataDir });
  const gauges = {
    block: metrics.gauge('block_number', 'Newest external block that was looked at.'),
    pending: metrics.gauge('outbox_blocks', 'Internal blocks under way.'),
    contracts: metrics.gauge('contracts', 'Contracts offered so far.'),
    invoices: metrics.gauge('invoices', 'Invoices issued so far.'),
    settled: metrics.gauge('invoices_settled', 'Invoices settled so far.'),
    openRequests: metrics.gauge('reading_requests_open', 'Requests for readings without an answer.'),
    lateRequests: metrics.gauge('reading_requests_late', 'Requests for readings without an answer past their date.'),
    openLetters: metrics.gauge('letters_open', 'Letters without a final answer.'),
    overdueLetters: metrics.gauge(
      'letters_overdue',
      'Letters without a final answer behind the day on which it was due.',
    ),
    overdueAccounts: metrics.gauge('accounts_overdue', 'Accounts of contracts with something overdue.'),
    longOverdueAccounts: metrics.gauge(
      'accounts_overdue_long',
      'Accounts whose oldest debt is as old as arrearsAlarm of the settings, or older.',
    ),
    oldestDebtDays: metrics.gauge('oldest_debt_days', 'For how many days the oldest debt of all accounts is overdue.'),
    unknownAccounts: metrics.gauge('accounts_unknown', 'Accounts of which something cannot be read.'),
    faults: metrics.gauge('faults', 'Things that cannot be done now.'),
    alarms: metrics.gauge('unreadable', 'Sealed contents of others that cannot be read.'),
  };

  const count = (): Record<keyof typeof gauges, number> => {
    const invoices = [...state.invoices.values()];
    const arrears = args.arrears.found();
    const open = [...state.requests.values()].filter((request) => !request.answered);
    return {
      block: Number(args.nextBlock() - 1n),
      pending: outbox.pending(),
      contracts: state.contracts.size,
      invoices: invoices.length,
      settled: invoices.filter((invoice) => invoice.state === 'settled').length,
      openRequests: open.length,
      lateRequests: open.filter((request) => request.dueDate < args.now()).length,
      openLetters: [...state.appeals.values()].filter(isOpenLetter).length,
      overdueLetters: overdueLetters(args).length,
      overdueAccounts: arrears.overdue,
      longOverdueAccounts: arrears.long,
      oldestDebtDays: arrears.oldestDays,
      unknownAccounts: arrears.unknown,
      faults: actor.faults().length,
      alarms: actor.alarms().length,
    };
  };
  return {
    work: () => [...outbox.work(), letterWork(args)],
    health: () => {
      if (args.ownKey.fault !== undefined) throw new Error(args.ownKey.fault);
      return {
        role: settings.role,
        address: state.me,
        caughtUp: args.caughtUp(),
        reading: args.reading(),
        passes: actor.passes(),
        ...count(),
        faults: actor.faults().slice(0, LISTED),
        alarms: actor.alarms().slice(0, LISTED),
        silentOn: overdueLetters(args),
      };
    },
    metrics: {
      ...metrics,
      text() {
        const now = count();
        for (const [name, gauge] of Object.entries(gauges)) gauge.set(now[name as keyof typeof gauges]);
        return metrics.text();
      },
    },
  };
}
