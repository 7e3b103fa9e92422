import { checkPromiseBlocks } from '../../core/domain/evidence/promise-bounds.ts';
import { checkReceiptSigned } from '../../core/chain/judge-promise.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Evidence } from '../../core/domain/evidence/evidence.ts';
import { fateOf } from '../../core/domain/evidence/fate-of.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { SignedAdmission } from '../../core/domain/seal/admission-receipt.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { CarriedStatuses } from '../chain/block-status.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import type { Chain } from '../chain/chain.ts';
import { whenHere } from '../chain/segments/away.ts';
import { startEmbeddedEngine } from '../engine/embedded/embedded-engine.ts';
import { genesisOf } from '../network/genesis.ts';
import { actsInFront } from '../verify/acts-in-front.ts';
import { judgeRefusal, type RefusalVerdict } from '../verify/judge-refusal.ts';

/** What a replica says of a promise: `unkept` shows from the blocks alone; `judging` until its run over the history is done. */
export type DeskVerdict = { state: 'open' | 'judging' } | { state: 'unkept'; why: string } | RefusalVerdict;

export type RefusalDesk = AsyncDisposable & {
  /**
   * Judges a receipt by the replica's own log, at once where nothing is to be executed.
   * @throws InputError RECEIPT_FORGED, PROMISE_TOO_LONG; TransientError JUDGE_BUSY
   */
  judge(admission: SignedAdmission): Promise<DeskVerdict>;
};

/** Runs over the history that wait; each may take as long as the replica's own start. */
const MOST_WAITING = 20;
const REMEMBERED = 1_000;

/**
 * Only what really was refused with something of the company in front is executed, in an engine of its own, one after the other: nobody can make a replica run
 * over its history for a receipt that the company did not sign, or for a block that was taken.
 */
export function openRefusalDesk(args: {
  network: Network;
  chain: Chain;
  statuses: CarriedStatuses;
  /** Keeps the file of a promise that the company broke. */
  keep: (evidence: Evidence) => void;
  log: Log;
  /** Runs that may wait at once. */
  mostWaiting?: number;
}): RefusalDesk {
  const { network, chain, statuses, log, mostWaiting = MOST_WAITING } = args;
  const judged = new Map<string, RefusalVerdict>();
  const waiting = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function* history(): AsyncGenerator<unknown> {
    const head = Number(chain.head?.number ?? -1n);
    for (let number = 0; number <= head && !isClosed; number++)
      yield JSON.parse(await whenHere(() => chain.recordText(number)));
  }

  const execute = async (admission: SignedAdmission): Promise<RefusalVerdict> => {
    await using engine = await startEmbeddedEngine(genesisOf(network.chainId));
    return await judgeRefusal({ network, admission, records: history(), engine });
  };

  const run = async (key: string, admission: SignedAdmission, blocks: BlockRecord[]): Promise<void> => {
    if (isClosed) return;
    try {
      const verdict = await execute(admission);
      if (isClosed) return;
      if (judged.size >= REMEMBERED) judged.clear();
      judged.set(key, verdict);
      if (verdict.state !== 'broken') return;
      args.keep({ kind: 'refused-promise', admission, blocks });
      log.error({ digest: admission.digest }, verdict.statement);
    } catch (error) {
      // Asked again, it is tried again.
      if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
      log.warn({ code: error.code, digest: admission.digest }, error.message);
    } finally {
      waiting.delete(key);
    }
  };

  return {
    async judge(admission) {
      checkReceiptSigned(admission, accusedOf(chain));
      checkPromiseBlocks(admission);
      const key = `${admission.digest}${admission.signature}`;
      const known = judged.get(key);
      if (known !== undefined) return known;
      if (waiting.has(key)) return { state: 'judging' };
      const blocks = await blocksOf(chain, admission);
      if (blocks === undefined) return { state: 'open' };
      const fate = fateOf(admission, blocks.slice(1), chain.rules.domain);
      if (fate.state !== 'kept') return { state: 'unkept', why: fate.what };
      const status = await statuses.of(admission.digest);
      const isInTime = blocks.some(({ number }) => number === status?.blockNumber);
      if (status?.state === 'sealed' && isInTime)
        return { state: 'kept', why: `block ${status.blockNumber} records it` };
      if (actsInFront(blocks.slice(1), network.company, fate).length === 0)
        return { state: 'kept', why: 'its ledger refused it, and nothing that the company signed stands in front' };
      if (waiting.size >= mostWaiting)
        throw new TransientError('JUDGE_BUSY', `${mostWaiting} promises are judged already. Ask again later.`);
      waiting.add(key);
      last = last.then(() => run(key, admission, blocks));
      last.catch((error: unknown) => log.error({ err: error }, 'judging a promise failed'));
      last = last.catch(() => undefined);
      return { state: 'judging' };
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await last;
    },
  };
}

/** The blocks of a promise from its head on; `undefined` while its time is not over. */
async function blocksOf(chain: Chain, { head, byBlock, byTime }: SignedAdmission): Promise<BlockRecord[] | undefined> {
  const blocks: BlockRecord[] = [];
  const newest = chain.head?.number ?? -1n;
  for (let number = head; number <= newest && number <= byBlock; number++) {
    const record = await whenHere(() => chain.record(Number(number)));
    blocks.push(record);
    if (number === byBlock || record.timestamp > byTime) return blocks;
  }
  return undefined;
}
