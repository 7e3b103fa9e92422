import { memoryOutbox as outboxIn } from '../../../../sandbox/residents/memory-outbox.ts';
import type { Outbox } from '../../../../app/web/src/outbox/outbox.ts';
import { network } from '../../../core/domain/resident/bill-fixture.ts';
import type { Network } from '../../../../core/domain/ledger/network.ts';
import { memoryDatabase } from './memory-database.ts';

/** An account's outbox in a memory of its own. */
export function memoryOutbox(account: `0x${string}`, of: Network = network): Outbox {
  return outboxIn(memoryDatabase(), of, account);
}
