import { openOutbox, type Outbox } from '../../../../core/chain/outbox.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { openDatabase } from '../../../../core/runtime/sqlite.ts';
import type { Ledger } from '../../../support/world/ledger-part.ts';

/** An outbox that delivers to the ledger's queue until the stack is left. */
export function runOutbox(stack: AsyncDisposableStack, { client }: Pick<Ledger, 'client'>): Outbox {
  const sqlite = openDatabase(':memory:', []);
  const outbox = openOutbox({ database: sqlite, client, log: createLog('test', 'silent') });
  const stop = new AbortController();
  const running = outbox.run(stop.signal);
  stack.defer(async () => {
    stop.abort();
    await running;
    sqlite.close();
  });
  return outbox;
}
