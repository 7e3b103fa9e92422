import { checkContent, type BlockRecord } from '../domain/seal/block-record.ts';
import { checkEvidence, type Accused, type Evidence } from '../domain/evidence/evidence.ts';
import { fateOf } from '../domain/evidence/fate-of.ts';
import { InputError } from '../domain/bytes/errors.ts';
import { recoverAddress } from '../domain/ledger/internal-block.ts';
import { admissionDigest, type SignedAdmission } from '../domain/seal/admission-receipt.ts';
import { isSealKey } from '../domain/seal/seal-keys.ts';
import { checkPromiseBlocks } from '../domain/evidence/promise-bounds.ts';
import type { SealedSource } from './sealed-source.ts';

/**
 * What became of a promise, by the blocks of a source: `blockNumber` carries it, whether its ledger took it or not, and where all blocks of its time are
 * there, `refused` is the file to execute; its time is not over; or the proof that it is broken.
 */
export type PromiseVerdict =
  | { state: 'kept'; blockNumber: bigint; refused?: Evidence }
  | { state: 'open'; head: bigint }
  | { state: 'broken'; evidence: Evidence; statement: string };

/** @throws InputError RECEIPT_FORGED unless the company's seal key signed it */
export function checkReceiptSigned(receipt: SignedAdmission, accused: Accused): void {
  const signer = recoverAddress(admissionDigest(accused.domain, receipt), receipt.signature);
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
}): Promise<PromiseVerdict> {
  const { receipt, source, accused, signal } = args;
  checkReceiptSigned(receipt, accused);
  checkPromiseBlocks(receipt);
  const { number: head } = await source.head(signal);
  const end = head < receipt.byBlock ? head : receipt.byBlock;
  const blocks = end < receipt.head ? [] : upToTime(await range(source, receipt.head, end, signal), receipt.byTime);
  for (const record of blocks) checkShown(record, source);
  const fate = fateOf(receipt, blocks.slice(1), accused.domain);
  const last = blocks.at(-1);
  const isOver = last !== undefined && (last.number >= receipt.byBlock || last.timestamp > receipt.byTime);
  if (fate.state === 'kept')
    return {
      state: 'kept',
      blockNumber: fate.blockNumber,
      ...(isOver ? { refused: { kind: 'refused-promise', admission: receipt, blocks } } : {}),
    };
  if (!isOver) return { state: 'open', head };
  const evidence: Evidence = { kind: 'broken-promise', admission: receipt, blocks };
  return { state: 'broken', evidence, statement: checkEvidence(evidence, accused) };
}

/** Up to the first block that came too late. */
function upToTime(blocks: BlockRecord[], byTime: bigint): BlockRecord[] {
  const late = blocks.findIndex(({ timestamp }) => timestamp > byTime);
  return late < 0 ? blocks : blocks.slice(0, late + 1);
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
