import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, parseHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import {
  internalBlockDigest,
  recoverAddress,
  type SignedBlock,
  type SignsFor,
} from '../../core/domain/ledger/internal-block.ts';
import { domainOf, type LedgerName, type Network } from '../../core/domain/ledger/network.ts';
import { receiptAt, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { request, type Engine } from '../engine/engine.ts';

/** keccak256("BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)"): written out, not taken from the code that is verified. */
const BLOCK_RECORDED = toHex(
  keccak_256(new TextEncoder().encode('BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)')),
);

/** A ledger as its blocks make it. */
export type LedgerState = { name: LedgerName; head: Hex; count: bigint };
export type RecordedEvent = { ledger: Hex; digest: Hex; head: Hex };

/** What the ledgers recorded in an executed block, by the place of the transaction. @throws InputError EVENT_STRAY, RECEIPT_INVALID */
export function recordedIn(record: BlockRecord, ledgers: ReadonlyMap<Hex, LedgerState>): Map<number, RecordedEvent> {
  const events = new Map<number, RecordedEvent>();
  for (const index of record.transactions.keys()) {
    const { logs } = receiptAt(record, index);
    const recorded = logs.filter(({ address, topics }) => ledgers.has(address) && topics[0] === BLOCK_RECORDED);
    // A transaction hands over one block; whatever is recorded beside it, nobody handed over.
    if (recorded.length > 1)
      throw new InputError('EVENT_STRAY', `Ledgers recorded more than one block in transaction ${index}.`);
    for (const { address, topics, data } of recorded) {
      const head = parseHex(`0x${data.slice(-64)}`, 'head', 32);
      events.set(index, { ledger: address, digest: parseHex(topics[1], 'digest', 32), head });
    }
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
  if (!signsFor(recoverAddress(digest, signed.signature), signed.block.from)) {
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
