import { integerOf, textOf } from '../../sqlite-rows.ts';
import type { RefusalTable } from './inbox-rows.ts';
import type { InboxStatements } from './inbox-sql.ts';

const MAX_QUARANTINE_BYTES = 65_536;
const MAX_QUARANTINE_ROWS = 10_000;

/** What was refused, and how often each thing happened. */
export function refusalTable(statements: InboxStatements): RefusalTable {
  let quarantined = integerOf(statements.quarantined.get()?.['n']);
  return {
    /** Keeps what was refused, up to a bounded number of bounded rows: the newest count. */
    quarantine(gatewayId: string | undefined, code: string, message: string, payload: Uint8Array): void {
      statements.quarantine.run(
        Date.now(),
        gatewayId ?? null,
        code,
        message,
        payload.length === 0 ? null : payload.subarray(0, MAX_QUARANTINE_BYTES),
      );
      statements.increment.run(code, 1);
      if (quarantined < MAX_QUARANTINE_ROWS) quarantined += 1;
      else statements.oldestQuarantined.run();
    },
    quarantined: (): number => quarantined,
    increment: (code: string, by = 1): void => void statements.increment.run(code, by),
    counters: (): Record<string, number> =>
      Object.fromEntries(statements.counters.all().map((row) => [textOf(row['code']), integerOf(row['count'])])),
  };
}
