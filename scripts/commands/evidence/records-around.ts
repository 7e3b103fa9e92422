import type { Accused } from '../../../core/domain/evidence/evidence.ts';
import type { Censored } from '../../../core/domain/evidence/check-censored.ts';
import { CLOCK_TOLERANCE } from '../../../core/domain/limits.ts';
import {
  checkBlockRecord,
  parseBlockRecord,
  type BlockRecord,
  type Parent,
} from '../../../core/domain/seal/block-record.ts';
import { keyAt } from '../../../core/domain/seal/seal-keys.ts';

/**
 * Of a history the blocks in which a censored one could stand, each under the company's seal and on the one before.
 * @throws InputError the codes of `checkBlockRecord`
 */
export async function recordsAround(args: {
  evidence: Censored;
  accused: Accused;
  records: AsyncIterable<unknown> | Iterable<unknown>;
}): Promise<BlockRecord[]> {
  const { accused } = args;
  const from = args.evidence.block.block.timestamp - CLOCK_TOLERANCE;
  const around: BlockRecord[] = [];
  let parent: Parent | undefined;
  for await (const json of args.records) {
    const record = parseBlockRecord(json);
    const signer = keyAt(accused, record.number);
    parent = checkBlockRecord({ ...accused, signer, record, parent });
    if (record.timestamp >= from) around.push(record);
  }
  return around;
}
