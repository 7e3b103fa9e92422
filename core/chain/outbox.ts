import { checkSignedBlock, signedBlockToJson } from '../domain/ledger/internal-block.ts';
import { TransientError } from '../domain/bytes/errors.ts';
import { backoffMs } from '../runtime/retry.ts';
import { pause } from '../runtime/pause.ts';
import { createDelivery } from './outbox/create-delivery.ts';
import { receiptOf, type ReceiptJson } from './outbox/receipt-json.ts';
import { createSettlement } from './outbox/settlement.ts';
import { openOutboxStore } from './outbox-store.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../domain/bytes/hex.ts';
import type { SignedBlock } from '../domain/ledger/internal-block.ts';
import type { Log } from '../runtime/log.ts';
import type { ChainClient } from './chain-client.ts';
import type { OutboxEntry } from './outbox-store.ts';

/** What the outbox needs of a chain client. */
export type OutboxClient = Pick<ChainClient, 'network' | 'submit' | 'status' | 'head' | 'recordedDigests'> & {
  readonly read: Pick<ChainClient['read'], 'isRecorded'>;
};

export type Outbox = {
  /**
   * Takes a block for delivery and gives its digest. Call it inside the transaction that records why the block is sent: both
   * are kept or neither. The same block twice is one row. `tag` is yours, to find the row again.
   * @throws InputError SENDER_MISMATCH, DATA_HASH_MISMATCH
   */
  put(signed: SignedBlock, tag: string): Hex;
  /**
   * Delivers until the signal: in the order of `put`, again and again until each block is recorded in a sealed block or refused. A sender who
   * is over its rate, or not in good standing yet, waits; the blocks of others go on.
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when the own replica holds the block.
   * @throws InputError with the code of the contract's or the queue's refusal; OUTBOX_UNKNOWN for a digest that was never put
   * @throws TransientError WAIT_STOPPED at the signal
   */
  wait(digest: Hex, signal?: AbortSignal): Promise<'recorded'>;
  /** How many blocks, of all senders or of one, are neither recorded nor refused. */
  pending(sender?: Hex): number;
  /** The queue's signed promise about a block, once it gave one; kept for good, since it is the sender's evidence. */
  receipt(digest: Hex): ReceiptJson | undefined;
  /** Promises in the order of `put`, at most `limit` after `after`; `next` is where to go on. */
  receipts(after: number, limit: number): { receipts: KeptReceipt[]; next: number };
  /** The rows of a tag, oldest first. */
  find(tag: string): OutboxEntry[];
};

/** A receipt, with what became of its block since. */
export type KeptReceipt = ReceiptJson & { state: OutboxEntry['state'] };

/** Blocks of one sender under way at once: enough for a full external block, few enough that a refusal stops a series soon. */
const WINDOW = 64;
const CHECK_MS = 250;
/**
 * A durable outbox in the program's own database; it survives kill -9 at any instant and delivers each block exactly once.
 * @param impatient a sender that is not in good standing is refused for good: somebody waits for an answer
 */
export function openOutbox(args: {
  database: DatabaseSync;
  client: OutboxClient;
  log: Log;
  impatient?: boolean;
}): Outbox {
  const { client, log, impatient = false } = args;
  const store = openOutboxStore(args.database);
  const settlement = createSettlement(store, log);
  const deliver = createDelivery({ client, store, settlement, impatient, log });
  let wake = new AbortController();

  return {
    put(signed, tag) {
      const digest = checkSignedBlock(client.network.chainId, signed);
      store.add({ digest, tag, sender: signed.block.from, signed: JSON.stringify(signedBlockToJson(signed)) });
      wake.abort();
      return digest;
    },
    async run(signal) {
      let seen: bigint | undefined;
      for (let failures = 0; !signal.aborted;) {
        wake = new AbortController();
        try {
          seen = await markNewlyRecorded(client, seen, store.pending() > 0, settlement.recorded);
          for (const row of store.window(WINDOW)) {
            if (signal.aborted) return;
            if (row.dueMs <= Date.now()) await deliver(row);
          }
          failures = 0;
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof TransientError)) throw error;
          failures += 1;
          if (failures === 1) log.warn({ code: error.code, reason: error.message }, 'delivery waits');
          await pause(backoffMs(failures, { baseMs: CHECK_MS, maxMs: 5_000 }), signal);
          continue;
        }
        await pause(store.pending() > 0 ? CHECK_MS : 60_000, AbortSignal.any([signal, wake.signal]));
      }
    },
    wait: settlement.wait,
    pending: (sender) => store.pending(sender),
    receipt(digest) {
      const text = store.receipt(digest);
      return text === undefined ? undefined : receiptOf(text);
    },
    receipts(after, limit) {
      const rows = store.receipts(after, limit);
      const receipts = rows.map(({ state, receipt }) => ({ ...receiptOf(receipt), state }));
      return { receipts, next: rows.at(-1)?.position ?? after };
    },
    find: (tag) => store.find(tag),
  };
}

/** Asks the replica once per new head which blocks it recorded since. Gives the head up to which all is known. */
async function markNewlyRecorded(
  client: OutboxClient,
  seen: bigint | undefined,
  anyPending: boolean,
  mark: (digest: Hex) => void,
): Promise<bigint | undefined> {
  if (!anyPending) return undefined;
  const head = await client.head();
  if (seen === undefined || head <= seen) return head;
  for (const digest of await client.recordedDigests(seen + 1n, head)) mark(digest);
  return head;
}
