import { checkSignedBlock, signedBlockFromJson, signedBlockToJson } from '../domain/ledger/internal-block.ts';
import { InputError, TransientError } from '../domain/bytes/errors.ts';
import { KIND } from '../domain/ledger/kinds.ts';
import { backoffMs } from '../runtime/retry.ts';
import { pause } from '../runtime/pause.ts';
import { errorOfRefusal } from './http-json.ts';
import { openOutboxStore } from './outbox-store.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../domain/bytes/hex.ts';
import type { SignedBlock } from '../domain/ledger/internal-block.ts';
import type { Log } from '../runtime/log.ts';
import type { Admission, ChainClient } from './chain-client.ts';
import type { OutboxEntry, OutboxRow } from './outbox-store.ts';
import { parseAdmission } from '../domain/seal/seal.ts';

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

/** A receipt in the queue's JSON form. */
export type ReceiptJson = { digest: Hex; byBlock: string; timestamp: string; signature: Hex };
/** With what became of its block since. */
export type KeptReceipt = ReceiptJson & { state: OutboxEntry['state'] };

type Hold = { code: string; refusals: number; untilMs: number };
type Waiter = { resolve(state: 'recorded'): void; reject(error: Error): void };

/** Blocks of one sender under way at once: enough for a full external block, few enough that a refusal stops a series soon. */
const WINDOW = 64;
const CHECK_MS = 250;
/** Refusals at the queue that pass: the clock goes on, the company registers, the portal attests. */
const PASSING = new Set(['SENDER_NOT_ACTIVE', 'TIMESTAMP_AHEAD']);
const BACKOFF = { baseMs: 500, maxMs: 15_000 };

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
  const waiters = new Map<string, Waiter[]>();
  const held = new Map<string, Hold>();
  let wake = new AbortController();

  const settle = (digest: Hex): void => {
    const entry = store.get(digest);
    if (entry === undefined || entry.state === 'pending') return;
    for (const waiter of waiters.get(digest) ?? []) {
      if (entry.state === 'recorded') waiter.resolve('recorded');
      else waiter.reject(refusalOf(entry));
    }
    waiters.delete(digest);
  };
  const markRecorded = (digest: Hex): void => {
    if (!store.markRecorded(digest)) return;
    log.debug({ digest }, 'block recorded');
    settle(digest);
  };
  const markRefused = (digest: Hex, error: InputError): void => {
    const name = refusalName(error);
    store.markRefused(digest, { name, code: error.code, message: error.message });
    log.warn({ digest, error: name, code: error.code }, 'block refused');
    settle(digest);
  };

  /** What is wrong with one sender holds up its own blocks, in their order, and nobody else's. */
  async function deliverOrHold(row: OutboxRow): Promise<void> {
    const signed = signedBlockFromJson(JSON.parse(row.signed));
    const hold = held.get(row.sender);
    // To enrol is how a sender comes into good standing.
    const isCure = hold?.code === 'SENDER_NOT_ACTIVE' && signed.block.kind === KIND.ENROL;
    if (hold !== undefined && Date.now() < hold.untilMs && !isCure) return;
    try {
      await deliver(row, signed);
      if (!isCure) held.delete(row.sender);
    } catch (error) {
      const isPassing = error instanceof InputError && PASSING.has(error.code);
      if (!isPassing && !(error instanceof TransientError && error.code === 'RATE_LIMITED')) throw error;
      const refusals = hold?.code === error.code ? hold.refusals + 1 : 1;
      held.set(row.sender, { code: error.code, refusals, untilMs: Date.now() + backoffMs(refusals, BACKOFF) });
      if (refusals === 1 && isPassing) log.warn({ digest: row.digest, code: error.code }, 'blocks of a sender wait');
    }
  }

  async function deliver(row: OutboxRow, signed: SignedBlock): Promise<void> {
    // A block that never went out is not looked for: if it is on the ledger all the same, it is refused as a repetition.
    if (row.attempts > 0 && (await isUnderWay(row, signed))) return;
    try {
      const receipt = await client.submit(signed);
      store.keepReceipt(row.digest, JSON.stringify(receiptToJson(receipt)));
      store.touch(row.digest, Date.now() + backoffMs(row.attempts + 1, BACKOFF));
    } catch (error) {
      if (!(error instanceof InputError) || (!impatient && PASSING.has(error.code))) throw error;
      // It went out before a fall of this process; what the ledger said of it is asked for as of any block under way.
      if (error.code === 'REFUSED_BEFORE' && row.attempts === 0) store.touch(row.digest, Date.now());
      else await refuse(row.digest, signed.ledger, error);
    }
  }

  /** Asks the queue first, which answers from memory; the replica's state cannot be read while it executes a block. */
  async function isUnderWay(row: OutboxRow, signed: SignedBlock): Promise<boolean> {
    const status = await client.status(row.digest).catch((error: unknown) => {
      if (!(error instanceof TransientError)) throw error;
      return error;
    });
    if (!(status instanceof TransientError)) {
      if (status.state === 'refused') await refuse(row.digest, signed.ledger, errorOfRefusal(status.error));
      if (status.state === 'queued') store.touch(row.digest, Date.now() + backoffMs(row.attempts, BACKOFF));
      if (status.state === 'refused' || status.state === 'queued') return true;
    }
    if (await client.read.isRecorded(signed.ledger, row.digest)) {
      markRecorded(row.digest);
      return true;
    }
    if (status instanceof TransientError) throw status;
    if (status.state === 'unknown') return false;
    store.touch(row.digest, Date.now() + backoffMs(row.attempts, BACKOFF));
    return true;
  }

  /** A block that was recorded meanwhile is refused as a repetition: that is no refusal, the replica has only to catch up. */
  async function refuse(digest: Hex, ledger: Hex, error: InputError): Promise<void> {
    if (await client.read.isRecorded(ledger, digest)) markRecorded(digest);
    else if (refusalName(error) === 'BlockAlreadyRecorded') store.touch(digest, Date.now() + CHECK_MS);
    else markRefused(digest, error);
  }

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
          seen = await markNewlyRecorded(client, seen, store.pending() > 0, markRecorded);
          for (const row of store.window(WINDOW)) {
            if (signal.aborted) return;
            if (row.dueMs <= Date.now()) await deliverOrHold(row);
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
    wait(digest, signal) {
      const entry = store.get(digest);
      if (entry === undefined)
        return Promise.reject(new InputError('OUTBOX_UNKNOWN', `No block ${digest} was put into this outbox.`));
      if (entry.state === 'recorded') return Promise.resolve('recorded');
      if (entry.state === 'refused') return Promise.reject(refusalOf(entry));
      return new Promise<'recorded'>((resolve, reject) => {
        const stop = (): void =>
          reject(new TransientError('WAIT_STOPPED', `Stopped waiting for block ${digest}; it is still being delivered.`));
        if (signal?.aborted === true) return stop();
        signal?.addEventListener('abort', stop, { once: true });
        const done = (): void => signal?.removeEventListener('abort', stop);
        const waiter: Waiter = {
          resolve: (state) => (done(), resolve(state)),
          reject: (error) => (done(), reject(error)),
        };
        waiters.set(digest, [...(waiters.get(digest) ?? []), waiter]);
      });
    },
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

function receiptToJson({ digest, byBlock, timestamp, signature }: Admission): ReceiptJson {
  return { digest, byBlock: byBlock.toString(), timestamp: timestamp.toString(), signature };
}

function receiptOf(text: string): ReceiptJson {
  return receiptToJson(parseAdmission(JSON.parse(text)));
}

function refusalName(error: InputError): string {
  const cause = error.cause;
  return typeof cause === 'object' &&
    cause !== null &&
    'name' in cause &&
    typeof cause.name === 'string' &&
    !(cause instanceof Error)
    ? cause.name
    : error.code;
}

function refusalOf(entry: OutboxEntry): InputError {
  return new InputError(entry.errorCode ?? 'REFUSED', entry.errorMessage ?? 'The block was refused.', {
    cause: { name: entry.errorName },
  });
}
