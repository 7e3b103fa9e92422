import { decodeRlp, encodeRlp } from 'ethers';
import { headerHash, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import { RULES, SEALER } from './chains.ts';

/** The block with another state root, under a real seal of the company. */
export function withOtherState(record: BlockRecord): BlockRecord {
  const fields = decodeRlp(record.header);
  if (!Array.isArray(fields)) throw new Error('a header is a list');
  const header = encodeRlp(fields.with(3, ZERO_32)) as Hex;
  const { number, parentSeal, timestamp } = record.seal;
  const sealed = { number, parentSeal, timestamp, blockHash: headerHash(header) };
  const { r, sealHash } = mineSeal(RULES.domain, sealed, RULES.targetBits);
  return { ...record, header, seal: { ...sealed, r, signature: SEALER.sign(sealHash) } };
}
