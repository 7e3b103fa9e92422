import { checkContent, type BlockRecord } from '../domain/seal/block-record.ts';
import { carries, checkEvidence, type Accused, type Evidence } from '../domain/evidence/evidence.ts';
import { InputError } from '../domain/bytes/errors.ts';
import type { Hex } from '../domain/bytes/hex.ts';
import { recoverAddress } from '../domain/ledger/internal-block.ts';
import { admissionDigest, type Admission, type Recover } from '../domain/seal/seal.ts';
import { isSealKey } from '../domain/seal/seal-keys.ts';
import type { SealedSource } from './sealed-source.ts';

export type SignedAdmission = Admission & { signature: Hex };

/** What became of a promise, by the blocks of a source: the block stands in `blockNumber`; its time is not over; or the proof that it is broken. */
export type PromiseVerdict =
  | { state: 'kept'; blockNumber: bigint }
  | { state: 'open'; head: bigint }
  | { state: 'broken'; evidence: Evidence; statement: string };

const PAGE = 50n;
/** Longest time from a receipt to the block that it names. */
const MOST = 5_000;

/** @throws InputError RECEIPT_FORGED unless the company's seal key signed it */
export function checkReceiptSigned(
  receipt: SignedAdmission,
  accused: Accused,
  recover: Recover = recoverAddress,
): void {
  const signer = recover(admissionDigest(accused.chainId, receipt), receipt.signature);
  if (!isSealKey(accused, signer))
    throw new InputError(
      'RECEIPT_FORGED',
      `The receipt is signed by ${signer}, not by a seal key of the company: it promises nothing.`,
    );
}

/**
 * Fetches the blocks in which a promise could have been kept, and judges it.
 * @throws InputError RECEIPT_FORGED, PROMISE_TOO_LONG, SOURCE_LIES, EVIDENCE_INVALID where the blocks do not hang together; TransientError SOURCE_UNREACHABLE
 */
export async function judgePromise(args: {
  receipt: SignedAdmission;
  source: SealedSource;
  accused: Accused;
  signal: AbortSignal;
  recover?: Recover;
}): Promise<PromiseVerdict> {
  const { receipt, source, accused, signal, recover = recoverAddress } = args;
  checkReceiptSigned(receipt, accused, recover);
  const { number: head } = await source.head(signal);
  if (head < receipt.byBlock) return { state: 'open', head };
  const blocks = await blocksOf(receipt, source, signal);
  for (const record of blocks) checkShown(record, source);
  const kept = blocks.find(
    (record) => record.timestamp >= receipt.timestamp && carries(record, receipt.digest, accused.chainId),
  );
  if (kept !== undefined) return { state: 'kept', blockNumber: kept.number };
  const evidence: Evidence = { kind: 'broken-promise', admission: receipt, blocks };
  return { state: 'broken', evidence, statement: checkEvidence(evidence, accused, recover) };
}

/** A seal says nothing of what a source shows beside it: with a transaction or a date of its own making it could show any promise kept. */
function checkShown(record: BlockRecord, { url }: SealedSource): void {
  try {
    checkContent(record);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(
      'SOURCE_LIES',
      `${url} shows another block ${record.number} than the sealed one: ${cause.message}`,
      { cause },
    );
  }
}

/** From the last block dated before the receipt (or the first of all) up to the one that it names. */
async function blocksOf(receipt: SignedAdmission, source: SealedSource, signal: AbortSignal): Promise<BlockRecord[]> {
  let blocks: BlockRecord[] = [];
  for (let end = receipt.byBlock; ;) {
    const from = end + 1n > PAGE ? end + 1n - PAGE : 0n;
    blocks = [...(await range(source, from, end, signal)), ...blocks];
    const before = blocks.findLastIndex((record) => record.timestamp < receipt.timestamp);
    if (before >= 0) return blocks.slice(before);
    if (from === 0n) return blocks;
    if (blocks.length > MOST)
      throw new InputError('PROMISE_TOO_LONG', `The receipt is more than ${MOST} blocks older than the one it names.`);
    end = from - 1n;
  }
}

/** A page may be cut short by its size. */
async function range(source: SealedSource, from: bigint, to: bigint, signal: AbortSignal): Promise<BlockRecord[]> {
  const blocks: BlockRecord[] = [];
  for (let next = from; next <= to;) {
    const page = await source.records(next, Number(to - next) + 1, signal);
    if (page.length === 0)
      throw new InputError('SOURCE_LIES', `${source.url} does not give block ${next}, though it says to have it.`);
    blocks.push(...page);
    next += BigInt(page.length);
  }
  return blocks;
}
