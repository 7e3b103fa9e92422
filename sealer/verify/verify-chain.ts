import { keccak_256 } from '@noble/hashes/sha3.js';
import { checkBlockRecord, parseBlockRecord, type BlockRecord, type Parent } from '../../core/domain/block-record.ts';
import { decodeData, decodeSubmit } from '../../core/domain/data.ts';
import { InputError } from '../../core/domain/errors.ts';
import { decodeTransaction } from '../../core/domain/evm-transaction.ts';
import { bytesToBigint, concatBytes, fromHex, parseHex, toHex, ZERO_32, type Hex } from '../../core/domain/hex.ts';
import { internalBlockDigest, type SignedBlock } from '../../core/domain/internal-block.ts';
import { KIND } from '../../core/domain/kinds.ts';
import { checkHandovers, sealKeyAt, type Handover } from '../../core/domain/seal-keys.ts';
import { LEDGERS, type LedgerName, type Network } from '../../core/domain/network.ts';
import { request, type Engine } from '../engine.ts';
import { recoverNative } from '../native-recover.ts';
import { carriedBlock } from '../../core/domain/carried-block.ts';
import { equalPoints, type Point } from '../../core/domain/commitment.ts';
import { createBillChecker, outstandingSlots } from './check-bills.ts';
import { createFrameChecker } from './check-frames.ts';
import { createMeterBook } from './meter-book.ts';

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

/** keccak256("BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)"): written out, not taken from the code that is verified. */
const BLOCK_RECORDED = toHex(
  keccak_256(new TextEncoder().encode('BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)')),
);

/**
 * Verifies a history from block 0, trusting nothing but the network's seal key, contracts' code included: seals, headers and transactions; the execution of every block;
 * each recorded internal block's digest, data and signature; each ledger's head, chained anew; each frame's place in its channel and its device's signature; each
 * bill's arithmetic, done again from the blocks, against the outstanding that the ledger holds.
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
  const book = createMeterBook();
  const bills = createBillChecker(book);
  const { readingLedger } = network.contracts;
  const frames = createFrameChecker({ chainId: network.chainId, readingLedger, book }, bills.register);
  let handovers: readonly Handover[] = [];
  let parent: Parent | undefined;
  let transaction: number | undefined;
  try {
    for await (const json of args.records) {
      transaction = undefined;
      const record = parseBlockRecord(json);
      const { address: first, targetBits } = network.seal;
      const signer = sealKeyAt(first, handovers, record.number);
      parent = checkBlockRecord({
        chainId: network.chainId,
        record,
        parent,
        signer,
        targetBits,
        recover: recoverNative,
      });
      await execute(engine, record);
      const events = await recordedIn(engine, record, ledgers);
      const outstanding = new Map<string, Owed>();
      for (const [at, raw] of record.transactions.entries()) {
        transaction = at;
        const carried = carriedBlock(raw);
        if (carried === undefined || !ledgers.has(carried.ledger)) continue;
        const event = events.get(at);
        if (event === undefined) {
          counts.refused++;
          continue;
        }
        const signed: SignedBlock = { ledger: carried.ledger, ...decodeSubmit(decodeTransaction(raw).data) };
        checkRecorded(network, signed, event, ledgers);
        counts.internalBlocks++;
        book.take(signed.block.kind, signed.data);
        const owed = bills.take(signed.ledger, signed.block, signed.data);
        if (owed !== undefined)
          outstanding.set(`${signed.ledger}:${owed.invoiceId}`, { ...owed, ledger: signed.ledger, at });
        if (signed.block.kind === KIND.PERIOD_KEYS) frames.checkPeriodKeys(signed.data);
        if (signed.block.kind === KIND.SEAL_KEY) handovers = handedOver(network, handovers, signed.data, record.number);
        if (signed.block.kind === KIND.READINGS) counts.frames += frames.checkReadings(signed.data);
        events.delete(at);
      }
      for (const owed of outstanding.values()) {
        transaction = owed.at;
        await checkStoredOutstanding(engine, owed);
      }
      counts.bills = bills.bills;
      if (events.size > 0)
        throw new InputError('EVENT_STRAY', 'A ledger recorded a block that no transaction handed to it.');
      counts.blocks++;
      if (counts.blocks % 200 === 0) args.onProgress?.(counts);
    }
    transaction = undefined;
    for (const [address, state] of ledgers) await checkStoredHead(engine, address, state);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const place = transaction === undefined ? {} : { transaction };
    return { ok: false, counts, fault: { block: counts.blocks, ...place, code: error.code, message: error.message } };
  }
  counts.heads = Object.fromEntries([...ledgers.values()].map(({ name, head }) => [name, head]));
  return { ok: true, counts };
}

/** The statement is checked by itself, whatever the register let pass. */
function handedOver(network: Network, before: readonly Handover[], data: Hex, recordedIn: bigint): readonly Handover[] {
  const { next, ...rest } = decodeData('SEAL_KEY', data);
  const handover = { ...rest, next: parseHex(next, 'next', 20) };
  if (handover.number <= recordedIn)
    throw new InputError(
      'HANDOVER_ORDER',
      `A seal key begins with block ${handover.number}, which is not after this one.`,
    );
  return checkHandovers(
    { chainId: network.chainId, signer: network.seal.address },
    [...before, handover],
    recoverNative,
  );
}

type Owed = { ledger: Hex; invoiceId: Hex; outstanding: Point; at: number };

/** After a block, an invoice's outstanding in the ledger is the one that its blocks come to. */
async function checkStoredOutstanding(engine: Engine, { ledger, invoiceId, outstanding }: Owed): Promise<void> {
  const [x, y] = outstandingSlots(invoiceId);
  const word = async (slot: Hex): Promise<bigint> =>
    BigInt(String(await request(engine, 'eth_getStorageAt', [ledger, slot, 'latest'])));
  if (!equalPoints(outstanding, { x: await word(x), y: await word(y) })) {
    throw new InputError('BILL_TOTAL', `The ledger holds another outstanding of ${invoiceId} than its blocks come to.`);
  }
}

type LedgerState = { name: LedgerName; head: Hex; count: bigint };
type RecordedEvent = { ledger: Hex; digest: Hex; head: Hex };

async function execute(engine: Engine, record: BlockRecord): Promise<void> {
  if (record.number > 0n) return engine.replay({ ...record, blockHash: record.seal.blockHash });
  const genesis = await engine.genesis();
  if (genesis.blockHash !== record.seal.blockHash) {
    throw new InputError(
      'GENESIS_MISMATCH',
      `Block 0 is sealed as ${record.seal.blockHash}, but here it is ${genesis.blockHash}.`,
    );
  }
}

/** What the ledgers recorded in a block, by the place of the transaction. */
async function recordedIn(
  engine: Engine,
  record: BlockRecord,
  ledgers: ReadonlyMap<Hex, LedgerState>,
): Promise<Map<number, RecordedEvent>> {
  if (record.transactions.length === 0) return new Map();
  const block = `0x${record.number.toString(16)}`;
  const filter = { address: [...ledgers.keys()], topics: [BLOCK_RECORDED], fromBlock: block, toBlock: block };
  const logs = (await request(engine, 'eth_getLogs', [filter])) as {
    address: string;
    topics: string[];
    data: string;
    transactionIndex: string;
  }[];
  return new Map(
    logs.map((log) => [
      Number(log.transactionIndex),
      {
        ledger: parseHex(log.address, 'ledger', 20),
        digest: parseHex(log.topics[1], 'digest', 32),
        head: parseHex(`0x${log.data.slice(-64)}`, 'head', 32),
      },
    ]),
  );
}

function checkRecorded(
  network: Network,
  signed: SignedBlock,
  event: RecordedEvent,
  ledgers: Map<Hex, LedgerState>,
): void {
  const digest = internalBlockDigest(network.chainId, signed.ledger, signed.block);
  const state = ledgers.get(signed.ledger);
  if (state === undefined || event.ledger !== signed.ledger || event.digest !== digest) {
    throw new InputError('DIGEST_MISMATCH', `The ledger recorded ${event.digest}, but was handed ${digest}.`);
  }
  if (toHex(keccak_256(fromHex(signed.data))) !== signed.block.dataHash) {
    throw new InputError('DATA_HASH_MISMATCH', `The data of ${digest} is not the data that was signed.`);
  }
  if (recoverNative(digest, signed.signature) !== signed.block.from) {
    throw new InputError('SENDER_MISMATCH', `${digest} is not signed by ${signed.block.from}.`);
  }
  state.head = toHex(keccak_256(concatBytes(fromHex(state.head), fromHex(digest))));
  state.count++;
  if (event.head !== state.head) {
    throw new InputError('LEDGER_HEAD', `The head of ${state.name} does not follow from its blocks at ${digest}.`);
  }
}

/** Slot 0 of a ledger is its head, slot 1 its count (docs/formats.md §2). */
async function checkStoredHead(engine: Engine, address: Hex, state: LedgerState): Promise<void> {
  const slot = async (at: number): Promise<Hex> =>
    parseHex(
      await request(engine, 'eth_getStorageAt', [address, `0x${at.toString(16).padStart(64, '0')}`, 'latest']),
      'slot',
      32,
    );
  // Where nothing was deployed, head and count are zero as well.
  if (String(await request(engine, 'eth_getCode', [address, 'latest'])) === '0x') {
    throw new InputError('LEDGER_ABSENT', `There is no ${state.name} at ${address} in this history.`);
  }
  if ((await slot(0)) !== state.head || bytesToBigint(fromHex(await slot(1))) !== state.count) {
    throw new InputError('LEDGER_HEAD', `The stored head or count of ${state.name} is not that of its blocks.`);
  }
}
