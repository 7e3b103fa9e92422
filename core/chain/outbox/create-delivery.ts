import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import type { Hex } from '../../domain/bytes/hex.ts';
import { signedBlockFromJson, type SignedBlock } from '../../domain/ledger/internal-block.ts';
import { KIND } from '../../domain/ledger/kinds.ts';
import type { Log } from '../../runtime/log.ts';
import { backoffMs } from '../../runtime/retry.ts';
import type { ChainClient } from '../chain-client.ts';
import { errorOfRefusal } from '../http-json.ts';
import type { OutboxRow, OutboxStore } from '../outbox-store.ts';
import { receiptToJson, type SignedAdmission } from '../../domain/seal/admission-receipt.ts';
import { refusalToJson } from '../../domain/seal/refusal.ts';
import { isFinal, type SenderReads } from './is-final.ts';
import { refusalName, type Settlement } from './settlement.ts';

type Hold = { code: string; digest: Hex; refusals: number; untilMs: number };

/** How soon a block is looked at again that the replica does not have yet. */
const CATCH_UP_MS = 250;
/** Refusals at the queue that pass: the clock goes on, the company registers, the portal attests. */
const PASSING = new Set(['SENDER_NOT_ACTIVE', 'TIMESTAMP_AHEAD']);
const BACKOFF = { baseMs: 500, maxMs: 15_000 };
/** So often a sender's later blocks wait, in their order, for one that somebody refuses without a word of the ledger; then it waits alone. */
const TRIES_IN_ORDER = 4;

/**
 * Brings one pending block a step further: hands it to the queue, or finds what became of it since. Only what a ledger or the company's signature says is final;
 * every other refusal waits and is tried again.
 * @param impatient a sender that is not in good standing is refused for good
 * @throws TransientError while the queue or the replica is away
 */
export function createDelivery(args: {
  client: Pick<ChainClient, 'network' | 'submit' | 'status' | 'refusalIn' | 'bring'> & {
    readonly read: Pick<ChainClient['read'], 'isRecorded'> & SenderReads;
  };
  store: OutboxStore;
  settlement: Settlement;
  impatient: boolean;
  log: Log;
}): (row: OutboxRow) => Promise<void> {
  const { client, store, settlement, impatient, log } = args;
  const held = new Map<string, Hold>();

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
      if (!(error instanceof InputError) && !(error instanceof TransientError && error.code === 'RATE_LIMITED'))
        throw error;
      const { digest, sender } = row;
      const refusals = hold?.code === error.code && hold.digest === digest ? hold.refusals + 1 : 1;
      if (refusals === 1 && error instanceof InputError)
        log.warn(
          { digest, code: error.code },
          isPassing(error) ? 'blocks of a sender wait' : 'a block is refused unsigned',
        );
      if (error instanceof InputError && !isPassing(error) && refusals > TRIES_IN_ORDER) {
        held.delete(sender);
        store.touch(digest, Date.now() + BACKOFF.maxMs);
      } else
        held.set(sender, { code: error.code, digest, refusals, untilMs: Date.now() + backoffMs(refusals, BACKOFF) });
    }
  }

  async function deliver(row: OutboxRow, signed: SignedBlock): Promise<void> {
    // A block that never went out is not looked for: if it is on the ledger all the same, it is refused as a repetition.
    if (row.attempts > 0 && (await isUnderWay(row, signed))) return;
    try {
      promised(row, await client.submit(signed));
    } catch (error) {
      const word = await client.refusalIn(error, row.digest);
      if (word !== undefined) store.keepRefusal(row.digest, JSON.stringify(refusalToJson(word)));
      // What bears no signature may be anybody's word: a replica sees the block, and takes it to the queue on a way of its own.
      const receipt = word === undefined && !isPassing(error) ? await client.bring(signed) : undefined;
      if (receipt !== undefined) {
        promised(row, receipt);
        return;
      }
      if (!(error instanceof InputError) || (!impatient && isPassing(error))) throw error;
      const { network, read } = client;
      if (!(await isFinal({ refused: error, word, digest: row.digest, signed, network, read }))) throw error;
      await refuse(row.digest, signed.ledger, error);
    }
  }

  function promised(row: OutboxRow, receipt: SignedAdmission): void {
    store.keepReceipt(row.digest, JSON.stringify(receiptToJson(receipt)));
    store.touch(row.digest, Date.now() + backoffMs(row.attempts + 1, BACKOFF));
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
      settlement.recorded(row.digest);
      return true;
    }
    if (status instanceof TransientError) throw status;
    if (status.state === 'unknown') return false;
    store.touch(row.digest, Date.now() + backoffMs(row.attempts, BACKOFF));
    return true;
  }

  /** A block that was recorded meanwhile is refused as a repetition: that is no refusal, the replica has only to catch up. */
  async function refuse(digest: Hex, ledger: Hex, error: InputError): Promise<void> {
    if (await client.read.isRecorded(ledger, digest)) settlement.recorded(digest);
    else if (refusalName(error) === 'BlockAlreadyRecorded') store.touch(digest, Date.now() + CATCH_UP_MS);
    else settlement.refused(digest, error);
  }

  return deliverOrHold;
}

function isPassing(error: unknown): error is InputError {
  return error instanceof InputError && PASSING.has(error.code);
}
