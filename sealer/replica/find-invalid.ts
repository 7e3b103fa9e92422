import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Evidence } from '../../core/domain/evidence/evidence.ts';
import { checkInvalidBlock } from '../../core/domain/evidence/invalid-block.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import type { Chain } from '../chain/chain.ts';

/** What a record that was refused before its execution proves by itself; `undefined` where whoever sent it may have spoilt it. */
export function findInvalid(chain: Chain, record: BlockRecord): Evidence | undefined {
  const parent = chain.head === undefined ? undefined : chain.record(Number(chain.head.number)).seal;
  for (const invalid of [{ record }, ...(parent === undefined ? [] : [{ record, parent }])]) {
    try {
      checkInvalidBlock(invalid, accusedOf(chain));
      return { kind: 'invalid-block', ...invalid };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}
