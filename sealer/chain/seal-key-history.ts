import { receiptAt, type BlockRecord, type Parent } from '../../core/domain/seal/block-record.ts';
import { carriedBlock } from '../../core/domain/ledger/carried-block.ts';
import { decodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { decodeTransaction } from '../../core/domain/ledger/evm-transaction.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { sealKeyAt, type Handover } from '../../core/domain/seal/seal-keys.ts';
import type { Origin } from '../../core/domain/handovers/check-handovers.ts';
import { withRecorded } from '../../core/domain/handovers/recorded-handover.ts';
import type { LostKeyFounding } from '../../core/domain/handovers/check-lost-key.ts';
import { lostKeyIn } from '../../core/domain/handovers/lost-key-call.ts';
import { foundedOrigin, signerOfBlock } from '../../core/domain/handovers/lost-key-in-block.ts';

/** The handovers of the seal key that executed blocks recorded: they alone decide whose seal the next block must bear. */
export type SealKeyHistory = {
  /** By rising number, properly signed. */
  readonly handovers: readonly Handover[];
  keyAt(number: bigint): Hex;
  /** Whose seal a block must bear, which may itself say that the key before was lost. @throws as `lostHandoverIn` */
  signerOf(block: Omit<BlockRecord, 'seal'>, parent: Parent | undefined): Hex;
  /** Takes what a block recorded, once the engine has executed it: then its receipts are those of the execution. */
  read(record: BlockRecord): void;
};

/** @param known checked handovers that blocks recorded which nobody reads here */
export function createSealKeyHistory(
  rules: LostKeyFounding & { signer: Hex },
  known: readonly Handover[] = [],
): SealKeyHistory {
  const { participants } = rules;
  const origin = foundedOrigin(rules);
  const register = participants.slice(2);
  let handovers = known;
  return {
    get handovers() {
      return handovers;
    },
    keyAt: (number) => sealKeyAt(origin.signer, handovers, number),
    signerOf: (block, parent) => signerOfBlock(origin, handovers, block, parent),
    read(record) {
      const lost = lostKeyIn(record.transactions, participants);
      if (lost?.number === record.number) handovers = [...handovers, lost];
      for (const [index, raw] of record.transactions.entries()) {
        // Most transactions are for other contracts, and decoding is dear.
        const carried = raw.includes(register) ? carriedBlock(raw) : undefined;
        if (carried?.ledger !== participants || carried.block.kind !== KIND.SEAL_KEY) continue;
        if (receiptAt(record, index).succeeded) handovers = unlessMalformed(origin, handovers, raw, record.number);
      }
    },
  };
}

/** What is not signed by the keys as it must be changes nothing here: `verify` says so of it. */
function unlessMalformed(
  origin: Origin,
  before: readonly Handover[],
  raw: Hex,
  recordedIn: bigint,
): readonly Handover[] {
  try {
    return withRecorded(origin, before, decodeSubmit(decodeTransaction(raw).data).data, recordedIn);
  } catch (error) {
    if (error instanceof InputError) return before;
    throw error;
  }
}
