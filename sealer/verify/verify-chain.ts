import {
  checkBlockRecord,
  parseBlockRecord,
  type BlockRecord,
  type Parent,
} from '../../core/domain/seal/block-record.ts';
import { checkNotInForce } from '../../core/domain/billing/rates/check-not-in-force.ts';
import { decodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { decodeTransaction } from '../../core/domain/ledger/evm-transaction.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { readFact } from '../../core/domain/ledger/read-fact.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { sealKeyAt, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { originOf } from '../../core/domain/handovers/check-handovers.ts';
import { withRecorded } from '../../core/domain/handovers/recorded-handover.ts';
import { lostKeyFoundingOf } from '../../core/domain/handovers/check-lost-key.ts';
import { lostHandoverIn } from '../../core/domain/handovers/lost-key-in-block.ts';
import { checkWrapAgain } from '../../core/domain/keys/check-wrap-again.ts';
import { keyRegisterOf } from '../../core/domain/keys/key-statement.ts';
import { createKeyHistory } from '../../core/domain/keys/key-history.ts';
import { domainOf, LEDGERS, type Network } from '../../core/domain/ledger/network.ts';
import { executeRecord } from '../chain/execute-record.ts';
import type { Engine } from '../engine/engine.ts';
import { carriedBlock } from '../../core/domain/ledger/carried-block.ts';
import { createBillChecker } from './check-bills.ts';
import { checkRecorded, checkStoredHead, recordedIn, type LedgerState, type RecordedEvent } from './check-recorded.ts';
import { checkStoredOutstanding, type Held, type Owed } from './check-outstanding.ts';
import { createFoundingChecker } from './check-founding.ts';
import { createFrameChecker } from './check-frames.ts';
import { createMeterHistory } from './meter-history.ts';
import { createPremisesHistory } from './premises-history.ts';

export type Verified = {
  blocks: number;
  internalBlocks: number;
  refused: number;
  frames: number;
  /** Invoices whose arithmetic was done again. */
  bills: number;
  heads: Record<string, Hex>;
};
/** The first thing that is wrong, and where: block, and transaction in it where there is one. */
export type VerifyFault = { block: number; transaction?: number; code: string; message: string };
export type VerifyResult = { ok: true; counts: Verified } | { ok: false; counts: Verified; fault: VerifyFault };

/**
 * Verifies a history from block 0, trusting nothing but the network's seal key, contracts' code included: seals, headers and transactions; the execution of every block;
 * the founding of this network; each recorded internal block's digest, data and signature; each ledger's head, chained anew; each frame's place in its channel and its device's signature; each
 * public sum of areas, and each bill's arithmetic, done again from the blocks, against the outstanding that the ledger holds.
 * @param records JSON of the records in order, from the log or from anybody's /v1/blocks
 * @param engine a fresh one, at block 0
 */
export async function verifyChain(args: {
  network: Network;
  records: AsyncIterable<unknown> | Iterable<unknown>;
  engine: Engine;
  onProgress?: (counts: Verified) => void;
}): Promise<VerifyResult> {
  const { network, engine } = args;
  const counts: Verified = { blocks: 0, internalBlocks: 0, refused: 0, frames: 0, bills: 0, heads: {} };
  const ledgers = new Map<Hex, LedgerState>(
    LEDGERS.map((name) => [network.contracts[name], { name, head: ZERO_32, count: 0n }]),
  );
  const meters = createMeterHistory(network);
  const premises = createPremisesHistory(network);
  const bills = createBillChecker(domainOf(network).networkHash, meters);
  const { readingLedger } = network.contracts;
  const frames = createFrameChecker({ domain: domainOf(network), readingLedger, meters }, bills.register);
  const founding = createFoundingChecker(network);
  const keys = createKeyHistory(keyRegisterOf(network));
  const origin = { ...originOf(network), founding: lostKeyFoundingOf(network) };
  let handovers: readonly Handover[] = [];
  let parent: Parent | undefined;
  let executed: Executed | undefined;
  let at: { block: number; transaction?: number } = { block: 0 };

  /** What needs no engine, and so is done while it executes the block after. @returns what invoices the ledgers must hold */
  const inspect = ({ record, events }: Executed): Owed[] => {
    const outstanding = new Map<string, Owed>();
    const left = new Map(events);
    for (const [index, raw] of record.transactions.entries()) {
      at = { block: Number(record.number), transaction: index };
      founding.take(raw);
      const carried = carriedBlock(raw);
      if (carried === undefined || !ledgers.has(carried.ledger)) continue;
      const event = left.get(index);
      if (event === undefined) {
        counts.refused++;
        continue;
      }
      const signed: SignedBlock = { ledger: carried.ledger, ...decodeSubmit(decodeTransaction(raw).data) };
      checkRecorded(network, signed, event, ledgers, keys.at(record.timestamp));
      counts.internalBlocks++;
      const { ledger } = signed;
      for (const held of take(signed, event.digest, record.timestamp))
        outstanding.set(`${ledger}:${held.of}:${held.id}`, { ...held, ledger, at: index });
      left.delete(index);
    }
    const [stray] = left.keys();
    if (stray !== undefined) {
      at = { block: Number(record.number), transaction: stray };
      throw new InputError('EVENT_STRAY', 'A ledger recorded a block that no transaction handed to it.');
    }
    return [...outstanding.values()];
  };
  /** What a recorded block says, checked. @returns what is owed where it moved */
  const take = ({ ledger, block, data }: SignedBlock, digest: Hex, time: bigint): Held[] => {
    const fact = readFact({ kind: block.kind, data });
    switch (fact.kind) {
      case 'DEVICE_REGISTER':
      case 'DEVICE_REVOKE':
      case 'METER_REGISTER':
      case 'METER_REPLACE':
      case 'METER_TRANSFER':
        frames.keep(meters.take(block, fact) ?? new Map());
        return [];
      case 'ACT_WITHDRAW':
        if (ledger === network.contracts.participants) keys.take(block, fact, time);
        else if (ledger === network.contracts.premises) premises.take({ ledger, block }, fact);
        else meters.take(block, fact);
        return [];
      case 'HOUSE':
      case 'FLAT_FACT':
      case 'FLAT_ACCOUNT':
      case 'AREA_SUM':
        premises.take({ ledger, block }, fact);
        return [];
      case 'RATE_WITHDRAW':
        bills.take({ ledger, block, digest, time, fact });
        checkNotInForce(fact.data, time);
        return [];
      case 'RATE':
      case 'INVOICE':
      case 'PAYMENT':
      case 'RECEIPT':
      case 'PAYMENT_REFUSED':
      case 'PAYMENT_DEEMED':
      case 'PAYMENT_REVERSED':
      case 'CARRY':
      case 'VOID':
      case 'REFUND_ORDER':
      case 'REFUND':
        return bills.take({ ledger, block, digest, time, fact });
      case 'PERIOD_KEYS':
        frames.checkPeriodKeys(fact.data);
        return [];
      case 'READINGS':
        counts.frames += frames.checkReadings(fact.data);
        return [];
      case 'ENROL':
      case 'REGISTER':
      case 'ATTEST':
      case 'SUSPEND':
      case 'RESTORE':
      case 'METER_VERIFY':
      case 'OFFER':
      case 'COPY':
      case 'CANCEL':
      case 'OFFER_WITHDRAW':
      case 'READING_REQUEST':
      case 'APPEAL':
      case 'APPEAL_ANSWER':
        // Its contract's rules alone judge it, and their execution is done again.
        return [];
      case 'KEY_ROTATE':
      case 'REKEY':
      case 'REKEY_OBJECT':
      case 'FOUNDER_REKEY':
      case 'WITNESS_ENTER':
      case 'WITNESS_REMOVE':
        keys.take(block, fact, time);
        return [];
      case 'WRAP_AGAIN':
        checkWrapAgain(keys, block, fact.data, time);
        return [];
      case 'SEAL_KEY':
        // Taken when its block was executed: the next one may be under the new key.
        return [];
      default:
        return fact satisfies never;
    }
  };
  const finish = async (block: Executed, owed: readonly Owed[]): Promise<void> => {
    for (const each of owed) {
      at = { block: Number(block.record.number), transaction: each.at };
      await checkStoredOutstanding(engine, each, block.record.number);
    }
    counts.bills = bills.bills;
    counts.blocks++;
    if (counts.blocks % 200 === 0) args.onProgress?.(counts);
  };

  try {
    for await (const json of args.records) {
      const before = executed;
      const started = startBlock(json);
      // The engine works on this block while the signatures of the one before are checked; its faults come first.
      const owed = before === undefined ? [] : inspect(before);
      if (before !== undefined) await finish(before, owed);
      at = { block: counts.blocks };
      const record = await started();
      const events = recordedIn(record, ledgers);
      handovers = handoversIn(network, handovers, record, events);
      executed = { record, events };
      // Where the next record cannot be read, the fault is there.
      at = { block: counts.blocks + 1 };
    }
    if (executed !== undefined) await finish(executed, inspect(executed));
    at = { block: counts.blocks };
    founding.finish();
    for (const [address, state] of ledgers) await checkStoredHead(engine, address, state);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ok: false, counts, fault: { ...at, code: error.code, message: error.message } };
  }
  counts.heads = Object.fromEntries([...ledgers.values()].map(({ name, head }) => [name, head]));
  return { ok: true, counts };

  /** Checks a record by itself and begins to execute it. @returns what waits for its end, or throws what was wrong from the start */
  function startBlock(json: unknown): () => Promise<BlockRecord> {
    try {
      const record = parseBlockRecord(json);
      const { address: first, targetBits } = network.seal;
      const lost = lostHandoverIn(origin, handovers, record, parent);
      if (lost !== undefined) handovers = [...handovers, lost];
      const signer = sealKeyAt(first, handovers, record.number);
      parent = checkBlockRecord({ domain: domainOf(network), record, parent, signer, targetBits });
      const execution = executeRecord(engine, record);
      execution.catch(() => undefined);
      return async () => {
        await execution;
        return record;
      };
    } catch (error) {
      return async () => {
        throw error;
      };
    }
  }
}

/** A block after its execution, and what the ledgers recorded in it. */
type Executed = { record: BlockRecord; events: ReadonlyMap<number, RecordedEvent> };

/** Handovers are learned at once: the very next block may be under the new key. */
function handoversIn(
  network: Network,
  before: readonly Handover[],
  record: BlockRecord,
  events: Executed['events'],
): readonly Handover[] {
  let handovers = before;
  for (const [index, raw] of record.transactions.entries()) {
    if (events.get(index)?.ledger !== network.contracts.participants) continue;
    if (carriedBlock(raw)?.block.kind !== KIND.SEAL_KEY) continue;
    const { data } = decodeSubmit(decodeTransaction(raw).data);
    handovers = withRecorded(originOf(network), handovers, data, record.number);
  }
  return handovers;
}
