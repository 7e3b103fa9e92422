import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { decodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { decodeTransaction } from '../../core/domain/ledger/evm-transaction.ts';
import { receiptAt, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { internalBlockDigest, recoverAddress, type SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { checkFact, checkForm } from '../../core/domain/ledger/check-block.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import type { Admission, SignedAdmission } from '../../core/domain/seal/admission-receipt.ts';
import type { SignedRefusal } from '../../core/domain/seal/refusal.ts';
import type { CarriedStatuses } from '../chain/block-status.ts';
import type { Chain } from '../chain/chain.ts';
import { whenHere } from '../chain/segments/away.ts';
import { checkClock, checkSender, checkStatus, isWellFormed, type Rates } from './admission-checks.ts';
import type { Queue } from './queue.ts';
import { headOf } from '../http/read-routes.ts';
import type { SealSigner } from '../keys/seal-signer.ts';
import { isInGoodStanding, laneOf, type ParticipantStatuses } from './participant-status.ts';
import type { Place, TxIndex } from '../chain/index/log-index.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

/**
 * The promise, or why there is none: InputError with the codes of `check-block.ts` and `admission-checks.ts`, BLOCK_EXPIRES; TransientError QUEUE_FULL, PROMISE_UNSIGNED.
 * `refusal` is the same under the company's signature, for a well-formed block of an active sender.
 */
export type AdmissionOutcome = { admission: SignedAdmission } | { refused: unknown; refusal?: SignedRefusal };

export type Admissions = {
  /**
   * Takes internal blocks into the queue, in this order, and answers for one that is there or on a ledger already as before. What is wrong with one is nothing
   * to the others.
   */
  admit(blocks: readonly SignedBlock[]): Promise<AdmissionOutcome[]>;
};

/** On its way to the disk. */
type Entered = Promise<Admission>;

export function createAdmissions(args: {
  network: Network;
  chain: Chain;
  queue: Queue;
  queueMax: number;
  index: TxIndex;
  statuses: CarriedStatuses;
  participants: ParticipantStatuses;
  rates: Rates;
  sealSigner: SealSigner;
  now: () => number;
  onAdmitted: () => void;
}): Admissions {
  const { network, queue, index, chain } = args;

  const promise = async (signed: SignedBlock, entered: Entered): Promise<SignedAdmission> => {
    const key = chain.sealKeyAt(headOf(chain).number + 1n);
    const admission = await entered;
    try {
      return { ...admission, signature: await args.sealSigner.promise({ admission, signed }, key) };
    } catch (cause) {
      // What the keeper refuses is about this sealer and never about the block: another one has the term, or the key is not there.
      if (!(cause instanceof InputError)) throw cause;
      throw new TransientError(
        'PROMISE_UNSIGNED',
        `This sealer gets no signature for its promises (${cause.code}: ${cause.message}) Send the block to the one that leads.`,
        { cause },
      );
    }
  };

  const known = async (digest: Hex): Promise<Admission | undefined> => {
    const waiting = queue.find(digest);
    if (waiting !== undefined) return waiting;
    const status = await args.statuses.of(digest);
    // What a ledger refused may be taken once the cause is gone: no refusal is final.
    if (status?.state !== 'sealed') return undefined;
    const { blockNumber } = status;
    const record = await whenHere(() => chain.record(Number(blockNumber)));
    const { number, timestamp, seal } = record;
    return {
      digest,
      key: keyIn(record, index.places(digest), digest),
      head: number - 1n,
      headSeal: seal.parentSeal,
      byBlock: number,
      byTime: timestamp,
      before: ZERO_32,
    };
  };

  /** Everything up to the disk: `written` resolves when the admission is synced. */
  const enter = async (signed: SignedBlock): Promise<{ entered: Entered }> => {
    const nowMs = args.now();
    const now = unixSeconds(nowMs);
    checkForm(signed, network);
    checkClock(signed, now);
    const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
    const carriedBefore = index.places(digest).length;
    const before = await known(digest);
    if (before !== undefined) return { entered: Promise.resolve(before) };
    const status = await args.participants.of(signed.block.from);
    checkSender(signed, digest, status);
    if (queue.size >= args.queueMax) {
      throw new TransientError(
        'QUEUE_FULL',
        `${queue.size} internal blocks wait already. Send this one again in a minute.`,
      );
    }
    checkStatus(signed, status, network, args.rates, nowMs);
    checkFact(signed, network);
    // While the state was asked, the same block may have come another way and been carried.
    if (index.places(digest).length !== carriedBefore) return enter(signed);
    const sender = { key: status.key, lane: laneOf(status) };
    return { entered: queue.admit(digest, signed, sender).then(admitted) };
  };
  const admitted = (admission: Admission): Admission => {
    args.onAdmitted();
    return admission;
  };
  const outcome = async (signed: SignedBlock, entered: Entered): Promise<AdmissionOutcome> => {
    try {
      return { admission: await promise(signed, entered) };
    } catch (refused) {
      return refuse(signed, refused);
    }
  };
  /** Whoever is none of the active senders, or sends what is none, gets no signature for it; and nobody more of them than his rate. */
  const refuse = async (signed: SignedBlock, refused: unknown): Promise<AdmissionOutcome> => {
    if (!(refused instanceof InputError) && !(refused instanceof TransientError)) return { refused };
    const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
    const status = await args.participants.of(signed.block.from);
    const isOwed =
      isInGoodStanding(status) &&
      isWellFormed(signed, status, network, digest) &&
      args.rates.refusals.take(signed.block.from, args.now());
    if (!isOwed) return { refused };
    const head = headOf(chain).number;
    const refusal = { digest, code: refused.code, head, time: unixSeconds(args.now()) };
    try {
      return {
        refused,
        refusal: { ...refusal, signature: await args.sealSigner.refuse(refusal, chain.sealKeyAt(head + 1n)) },
      };
    } catch (error) {
      // Without its key the queue can say no more than anybody.
      if (error instanceof InputError || error instanceof TransientError) return { refused };
      throw error;
    }
  };

  return {
    async admit(blocks) {
      const outcomes: Promise<AdmissionOutcome>[] = [];
      for (const signed of blocks) {
        try {
          const { entered } = await enter(signed);
          outcomes.push(outcome(signed, entered));
        } catch (refused) {
          outcomes.push(refuse(signed, refused));
        }
      }
      return Promise.all(outcomes);
    },
  };
}

/** Whose signature the ledger took with a block of the log. */
function keyIn(record: BlockRecord, places: readonly Place[], digest: Hex): Hex {
  const place = places.find(
    ({ number, index }) => number === Number(record.number) && receiptAt(record, index).succeeded,
  );
  const raw = place && record.transactions[place.index];
  if (raw === undefined) throw new Error(`block ${record.number} does not record ${digest}`);
  return recoverAddress(digest, decodeSubmit(decodeTransaction(raw).data).signature);
}
