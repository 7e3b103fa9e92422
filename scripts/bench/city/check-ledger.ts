import { addPoints, equalPoints, commit, INFINITY, mod, type Point } from '../../../core/domain/crypto/commitment.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeSubmit } from '../../../core/domain/ledger/block-data.ts';
import { decodeTransaction } from '../../../core/domain/ledger/evm-transaction.ts';
import { carriedBlock } from '../../../core/domain/ledger/carried-block.ts';
import { ALGORITHM, KIND } from '../../../core/domain/ledger/kinds.ts';
import { openFrame } from '../../../core/domain/reading/open-frame.ts';
import type { Payload } from '../../../core/domain/reading/payload.ts';
import { decodeReadings } from '../../../core/domain/reading/readings-data.ts';
import { rebuildFrames, type RebuiltFrame } from '../../../core/domain/reading/rebuild-frames.ts';
import type { LastFrame } from '../../../core/domain/reading/follows-frame.ts';
import { receiptAt, type BlockRecord } from '../../../core/domain/seal/block-record.ts';

/** What was sent, all days of all houses together. */
export type Sent = { packets: number; sum: bigint; blinding: bigint };

/**
 * Reads every packet back from the sealed blocks, as any reader does who has the whole ledger: all are there, once, and what they commit to adds up to what the
 * gateways put in. Commitments add up like what is in them, so the sum is checked without opening any.
 * @returns the newest packet of each channel
 * @throws Error when one is missing or another one stands there
 */
export function checkLedger(records: readonly BlockRecord[], domain: Uint8Array, sent: Sent): Map<Hex, RebuiltFrame> {
  const newest = new Map<Hex, RebuiltFrame>();
  const heads = new Map<Hex, LastFrame>();
  let packets = 0;
  let total: Point = INFINITY;
  for (const data of readingsIn(records)) {
    for (const batch of decodeReadings(data)) {
      for (const rebuilt of rebuildFrames(batch, { algorithm: ALGORITHM.p256, domain, heads })) {
        packets += 1;
        total = addPoints(total, rebuilt.frame.commitment);
        newest.set(rebuilt.frame.channel, rebuilt);
      }
    }
  }
  if (packets !== sent.packets) throw new Error(`the ledger holds ${packets} packets, sent were ${sent.packets}`);
  if (!equalPoints(total, commit(sent.sum, mod(sent.blinding))))
    throw new Error('what the packets on the ledger commit to is not what the gateways put in');
  return newest;
}

/** That a packet opens under its meter's key to what was put in. @throws Error where it says something else */
export function checkContent(rebuilt: RebuiltFrame | undefined, periodKey: Uint8Array, payload: Payload): void {
  const opened =
    rebuilt && openFrame({ periodKeys: [periodKey], frame: rebuilt.frame, ciphertext: rebuilt.ciphertext });
  const told = JSON.stringify(opened?.state === 'opened' ? opened.payload : opened?.state, bigintText);
  if (told !== JSON.stringify(payload, bigintText)) throw new Error(`a packet on the ledger says ${told}`);
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function* readingsIn(records: readonly BlockRecord[]): Generator<Hex> {
  for (const record of records) {
    for (const [index, raw] of record.transactions.entries()) {
      if (carriedBlock(raw)?.block.kind !== KIND.READINGS || !receiptAt(record, index).succeeded) continue;
      yield decodeSubmit(decodeTransaction(raw).data).data;
    }
  }
}
