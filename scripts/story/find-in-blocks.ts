import type { RecordedBlock } from '../../core/chain/follow.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { fromHex } from '../../core/domain/bytes/hex.ts';
import { KIND, kindName } from '../../core/domain/ledger/kinds.ts';
import { decodeReadings } from '../../core/domain/reading/readings-data.ts';
import { findPlaintextInBytes, type Leak, type Secrets } from './find-plaintext.ts';
import type { DataKind } from '../../core/domain/ledger/fact-table.ts';

/** Integers that are public by the format: dates, months, rates and places in a channel. A register may happen to show one of them. */
const PUBLIC = new Set([
  'period',
  'mantissa',
  'validFrom',
  'verifiedUntil',
  'dueDate',
  'effectiveDate',
  'validUntil',
  'openTime',
  'closeTime',
  'openSequence',
  'closeSequence',
]);

/**
 * Secrets in the data of internal blocks, field by field. The encoding as a whole cannot be searched for small numbers: a length and the
 * random bytes after it (00…0041 ‖ 4762…) read like one.
 */
export function findInBlocks(
  blocks: readonly Pick<RecordedBlock, 'block' | 'data' | 'digest'>[],
  secrets: Secrets,
): Leak[] {
  const fields: Uint8Array[] = [];
  const numbers = new Set<bigint>();
  for (const { block, data } of blocks) {
    if (block.kind === KIND.READINGS) {
      for (const { frames } of decodeReadings(data)) fields.push(...frames.map(({ ciphertext }) => ciphertext));
    } else collect(decodeData(kindName(block.kind) as DataKind, data), fields, numbers);
  }
  const known = new Set(secrets.integers);
  return [
    ...findPlaintextInBytes('the chain', fields, secrets),
    ...[...numbers]
      .filter((number) => known.has(number) && number > 99_999n)
      .map((number) => ({ file: 'the chain', secret: number.toString() })),
  ];
}

function collect(value: unknown, fields: Uint8Array[], numbers: Set<bigint>): void {
  if (typeof value === 'string') fields.push(fromHex(value));
  else if (typeof value === 'bigint' || typeof value === 'number') numbers.add(BigInt(value));
  else if (Array.isArray(value)) for (const member of value) collect(member, fields, numbers);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) if (!PUBLIC.has(key)) collect(member, fields, numbers);
  }
}
