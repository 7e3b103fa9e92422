import { checkSignedBlock, isFirstKey, signedBlockToJson } from '../domain/ledger/internal-block.ts';
import { TransientError } from '../domain/bytes/errors.ts';
import { backoffMs } from '../runtime/retry.ts';
import { pause } from '../runtime/pause.ts';
import type { Work } from '../runtime/start/illnesses.ts';
import { createDelivery } from './outbox/create-delivery.ts';
import { createSettlement } from './outbox/settlement.ts';
import { openOutboxStore } from './outbox-store.ts';
import type { DatabaseSync } from 'node:sqlite';
import { parseReceipt, receiptToJson, type ReceiptJson } from '../domain/seal/admission-receipt.ts';
import { parseRefusal, refusalToJson, type RefusalJson } from '../domain/seal/refusal.ts';
import { lastSecondOf } from '../domain/ledger/block-life.ts';
import type { Hex } from '../domain/bytes/hex.ts';
import type { SignedBlock, SignsFor } from '../domain/ledger/internal-block.ts';
import type { Log } from '../runtime/log.ts';
import type { ChainClient } from './chain-client.ts';
import type { OutboxEntry } from './outbox-store.ts';
import { domainOf } from '../domain/ledger/network.ts';

const OUTBOX_SECONDS = 60;
/** A block that nobody took for so long does not get in by itself any more. */
const KEPT_OUT_SECONDS = 3_600;

/** What the outbox needs of a chain client. */
export type OutboxClient = Pick<
  ChainClient,
  'network' | 'submit' | 'refusalIn' | 'bring' | 'status' | 'headInfo' | 'recordedDigests'
> & {
  readonly read: Pick<ChainClient['read'], 'isRecorded' | 'isActive' | 'keyOf' | 'participant'>;
};

export type Outbox = {
  /**
   * Takes a block for delivery and gives its digest. Call it inside the transaction that records why the block is sent: both
   * are kept or neither. The same block twice is one row. `tag` is yours, to find the row again.
   * @throws InputError SENDER_MISMATCH, DATA_HASH_MISMATCH
   */
  put(signed: SignedBlock, tag: string): Hex;
  /**
   * Delivers until the signal: in the order of `put`, again and again until each block is recorded, refused, or its life over. A sender who
   * is over its rate, or not in good standing yet, waits; the blocks of others go on.
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Resolves when the own replica holds the block.
   * Refused is what a ledger or the company's signature refuses, and nothing else. A refusal is no end while the block's life lasts: `find` says recorded where the ledger takes it after all. What is said again has to name it in `replaces`.
   * @throws InputError with the code of the contract's or the queue's refusal; BLOCK_EXPIRED; OUTBOX_UNKNOWN for a digest that was never put
   * @throws TransientError WAIT_STOPPED at the signal
   */
  wait(digest: Hex, signal?: AbortSignal): Promise<'recorded'>;
  /** How many blocks, of all senders or of one, are neither recorded nor refused. */
  pending(sender?: Hex): number;
  /** How long the oldest of them waits, for `/health`: late is what should be on a ledger within a minute. */
  work(): Work[];
  /** The queue's signed promise about a block, once it gave one; kept for good, since it is the sender's evidence. */
  receipt(digest: Hex): ReceiptJson | undefined;
  /** The company's newest signed word that its queue did not take a block; kept for good. */
  refusal(digest: Hex): RefusalJson | undefined;
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
/** With nobody to take blocks, so often one is offered at least: a standby takes over meanwhile. */
const AWAY_MS = 1_000;
/** How often is looked whether a ledger took what it refused before. */
const REFUSED_MS = 5_000;
/** Rows whose life is over are looked at by so many. */
const OVER_AT_ONCE = 100;

/**
 * A durable outbox in the program's own database; it survives kill -9 at any instant and delivers each block exactly once.
 * @param signsFor whose keys sign what is put in; left out where no sender ever changes it
 * @param impatient a sender that is not in good standing is refused for good: somebody waits for an answer
 */
export function openOutbox(args: {
  database: DatabaseSync;
  client: OutboxClient;
  log: Log;
  signsFor?: SignsFor;
  impatient?: boolean;
}): Outbox {
  const { client, log, signsFor = isFirstKey, impatient = false } = args;
  const store = openOutboxStore(args.database);
  const settlement = createSettlement(store, log);
  const deliver = createDelivery({ client, store, settlement, impatient, log });
  let wake = new AbortController();

  /** Asks the replica once per new head what it recorded since, and what can not be recorded any more. Gives the head up to which all is known. */
  const learn = async (seen: bigint | undefined): Promise<bigint> => {
    const { number: head, timestamp } = await client.headInfo();
    if (seen !== undefined && head > seen)
      for (const digest of await client.recordedDigests(seen + 1n, head)) settlement.recorded(digest);
    for (const { digest, ledger, state } of store.over(timestamp, OVER_AT_ONCE)) {
      if (await client.read.isRecorded(ledger, digest)) settlement.recorded(digest);
      else if (state === 'pending') settlement.expired(digest);
      else store.close(digest);
    }
    return head;
  };

  return {
    put(signed, tag) {
      const digest = checkSignedBlock(domainOf(client.network), signed, signsFor);
      const openUntil = lastSecondOf(client.network, signed);
      const text = JSON.stringify(signedBlockToJson(signed));
      store.add({ digest, tag, sender: signed.block.from, ledger: signed.ledger, openUntil, signed: text });
      wake.abort();
      return digest;
    },
    async run(signal) {
      let seen: bigint | undefined;
      for (let failures = 0; !signal.aborted;) {
        wake = new AbortController();
        try {
          seen = store.open() > 0 ? await learn(seen) : undefined;
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
          await pause(backoffMs(failures, { baseMs: CHECK_MS, maxMs: AWAY_MS }), signal);
          continue;
        }
        const restMs = store.pending() > 0 ? CHECK_MS : store.open() > 0 ? REFUSED_MS : 60_000;
        await pause(restMs, AbortSignal.any([signal, wake.signal]));
      }
    },
    wait: settlement.wait,
    pending: (sender) => store.pending(sender),
    work() {
      const oldest = store.oldest();
      const waitsSeconds = oldest === undefined ? undefined : Math.floor(Date.now() / 1000) - oldest;
      const code = (waitsSeconds ?? 0) > KEPT_OUT_SECONDS ? 'BLOCK_KEPT_OUT' : 'OUTBOX_LATE';
      return [{ code, what: 'The oldest block of the outbox waits', waitsSeconds, atMostSeconds: OUTBOX_SECONDS }];
    },
    receipt(digest) {
      const text = store.receipt(digest);
      return text === undefined ? undefined : receiptOf(text);
    },
    refusal(digest) {
      const text = store.refusal(digest);
      return text === undefined ? undefined : refusalToJson(parseRefusal(JSON.parse(text)));
    },
    receipts(after, limit) {
      const rows = store.receipts(after, limit);
      const receipts = rows.map(({ state, receipt }) => ({ ...receiptOf(receipt), state }));
      return { receipts, next: rows.at(-1)?.position ?? after };
    },
    find: (tag) => store.find(tag),
  };
}

function receiptOf(text: string): ReceiptJson {
  return receiptToJson(parseReceipt(JSON.parse(text)));
}
