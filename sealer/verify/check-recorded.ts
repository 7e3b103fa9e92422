import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../../core/domain/bytes/errors.ts';
import {
  bytesToBigint,
  concatBytes,
  fromHex,
  parseHex,
  toHex,
  toQuantity,
  type Hex,
} from '../../core/domain/bytes/hex.ts';
import { internalBlockDigest, type SignedBlock, type SignsFor } from '../../core/domain/ledger/internal-block.ts';
import { domainOf, type LedgerName, type Network } from '../../core/domain/ledger/network.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { request, type Engine } from '../engine/engine.ts';
import { recoverNative } from '../keys/native-recover.ts';

/** keccak256("BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)"): written out, not taken from the code that is verified. */
const BLOCK_RECORDED = toHex(
  keccak_256(new TextEncoder().encode('BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)')),
);

/** A ledger as its blocks make it. */
export type LedgerState = { name: LedgerName; head: Hex; count: bigint };
export type RecordedEvent = { ledger: Hex; digest: Hex; head: Hex };

/** What the ledgers recorded in a block, by the place of the transaction. */
export async function recordedIn(
  engine: Engine,
  record: BlockRecord,
  ledgers: ReadonlyMap<Hex, LedgerState>,
): Promise<Map<number, RecordedEvent>> {
  if (record.transactions.length === 0) return new Map();
  const block = toQuantity(record.number);
  const filter = { address: [...ledgers.keys()], topics: [BLOCK_RECORDED], fromBlock: block, toBlock: block };
  const logs = (await request(engine, 'eth_getLogs', [filter])) as {
    address: string;
    topics: string[];
    data: string;
    transactionIndex: string;
  }[];
  const events = new Map<number, RecordedEvent>();
  for (const log of logs) {
    const index = Number(log.transactionIndex);
    // A transaction hands over one block; whatever is recorded beside it, nobody handed over.
    if (events.has(index))
      throw new InputError('EVENT_STRAY', `Ledgers recorded more than one block in transaction ${index}.`);
    events.set(index, {
      ledger: parseHex(log.address, 'ledger', 20),
      digest: parseHex(log.topics[1], 'digest', 32),
      head: parseHex(`0x${log.data.slice(-64)}`, 'head', 32),
    });
  }
  return events;
}

/**
 * A recorded block is the one that the transaction carried, its data the one that was signed, and its sender signed it; the ledger's head follows from it.
 * @throws InputError DIGEST_MISMATCH, DATA_HASH_MISMATCH, SENDER_MISMATCH, LEDGER_HEAD
 */
export function checkRecorded(
  network: Network,
  signed: SignedBlock,
  event: RecordedEvent,
  ledgers: Map<Hex, LedgerState>,
  signsFor: SignsFor,
): void {
  const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
  const state = ledgers.get(signed.ledger);
  if (state === undefined || event.ledger !== signed.ledger || event.digest !== digest) {
    throw new InputError('DIGEST_MISMATCH', `The ledger recorded ${event.digest}, but was handed ${digest}.`);
  }
  if (toHex(keccak_256(fromHex(signed.data))) !== signed.block.dataHash) {
    throw new InputError('DATA_HASH_MISMATCH', `The data of ${digest} is not the data that was signed.`);
  }
  if (!signsFor(recoverNative(digest, signed.signature), signed.block.from)) {
    throw new InputError('SENDER_MISMATCH', `${digest} is not signed by the key of ${signed.block.from}.`);
  }
  state.head = toHex(keccak_256(concatBytes(fromHex(state.head), fromHex(digest))));
  state.count++;
  if (event.head !== state.head) {
    throw new InputError('LEDGER_HEAD', `The head of ${state.name} does not follow from its blocks at ${digest}.`);
  }
}

/** Slot 0 of a ledger is its head, slot 1 its count (docs/formats.md §2). */
export async function checkStoredHead(engine: Engine, address: Hex, state: LedgerState): Promise<void> {
  const slot = async (at: number): Promise<Hex> =>
    parseHex(
      await request(engine, 'eth_getStorageAt', [address, `0x${at.toString(16).padStart(64, '0')}`, 'latest']),
      'slot',
      32,
    );
  if ((await slot(0)) !== state.head || bytesToBigint(fromHex(await slot(1))) !== state.count) {
    throw new InputError('LEDGER_HEAD', `The stored head or count of ${state.name} is not that of its blocks.`);
  }
}
