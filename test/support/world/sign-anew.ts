import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { nowSeconds } from './actors.ts';

/** Signs for the present second, or the first later one for which this was not signed yet: what is said twice is not the same block. */
export function signsAnew(): (sign: (timestamp: bigint) => SignedBlock) => SignedBlock {
  const before = new Set<Hex>();
  return (sign) => {
    for (let timestamp = nowSeconds(); ; timestamp++) {
      const signed = sign(timestamp);
      if (before.has(signed.signature)) continue;
      before.add(signed.signature);
      return signed;
    }
  };
}
