import { setImmediate as nextTurn } from 'node:timers/promises';
import { overdueOn } from '../../core/domain/billing/payables/account-statement.ts';
import { localDate } from '../../core/domain/billing/period.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { equalPoints, INFINITY } from '../../core/domain/crypto/commitment.ts';
import { invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import type { DatedPayable, State } from '../state.ts';
import { openAccount } from './open-account.ts';

/** Counts of accounts alone: never whose, and no amount. */
export type Arrears = {
  overdue: number;
  /** Those whose oldest debt is as old as the setting `arrearsAlarm`, or older. */
  long: number;
  /** How many days the oldest debt of all is overdue. */
  oldestDays: number;
  /** Of which nobody knows what is owed. */
  unknown: number;
};
export type ArrearsWatch = {
  /** Looks at every account that changed since, or all once a day. */
  look(signal?: AbortSignal): Promise<void>;
  found(): Arrears;
};

/** Days overdue of one account, 0 where nothing is, undefined where it cannot be read; as of these facts on this day. */
type Looked = { facts: readonly DatedPayable[]; day: string; days: number | undefined };

export function createArrears(args: {
  context: Pick<DecisionContext, 'state' | 'decryptor' | 'network' | 'settings' | 'now'>;
  log: Pick<Log, 'warn'>;
}): ArrearsWatch {
  const { context, log } = args;
  const { state, network, settings } = context;
  const alarmDays = Math.ceil(settings.arrearsAlarm / 86_400_000);
  const looked = new Map<Hex, Looked>();
  let told = 0;

  function found(): Arrears {
    const all = [...looked.values()].map(({ days }) => days);
    const days = all.filter((one) => one !== undefined && one > 0) as number[];
    return {
      overdue: days.length,
      long: days.filter((one) => one >= alarmDays).length,
      oldestDays: days.reduce((most, one) => Math.max(most, one), 0),
      unknown: all.filter((one) => one === undefined).length,
    };
  }

  async function daysOf(contractId: Hex, facts: readonly DatedPayable[], day: string): Promise<number | undefined> {
    if (!mayBeOverdue(state, contractId, facts, day, network.timeZone)) return 0;
    try {
      const opened = await openAccount(context, contractId);
      return opened === undefined ? 0 : (overdueOn(opened.money, day, settings.country)?.days ?? 0);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return undefined;
    }
  }

  return {
    found,
    async look(signal) {
      const day = localDate(context.now(), network.timeZone);
      for (const [contractId, facts] of [...state.money]) {
        if (signal?.aborted === true) return;
        const before = looked.get(contractId);
        // What could not be read is looked at again: its key may have come.
        if (before?.facts === facts && before.day === day && before.days !== undefined) continue;
        await nextTurn();
        const days = await daysOf(contractId, facts, day);
        // What came meanwhile is half in what was opened: the next look sees the whole.
        if (state.money.get(contractId) === facts) looked.set(contractId, { facts, day, days });
      }
      const { long } = found();
      if (long > told) log.warn({ accounts: long, days: alarmDays }, 'accounts are overdue for long');
      told = long;
    },
  };
}

/**
 * By what is public, so that accounts of which nothing can be overdue are not opened: an open bill is past its day or took over what an earlier one left, or
 * the contract's account holds something. A settled bill asks for nothing.
 */
function mayBeOverdue(
  state: State,
  contractId: Hex,
  facts: readonly DatedPayable[],
  day: string,
  timeZone: string,
): boolean {
  if (!equalPoints(state.book.accounts.get(contractId) ?? INFINITY, INFINITY)) return true;
  return facts.some(({ fact, from }) => {
    if (fact.kind !== 'INVOICE') return false;
    const { period, series, dueDate, account } = fact.data;
    const isOpen = state.invoices.get(invoiceIdOf(from, contractId, period, series))?.state === 'issued';
    return isOpen && (localDate(dueDate, timeZone) < day || !equalPoints(account, INFINITY));
  });
}
