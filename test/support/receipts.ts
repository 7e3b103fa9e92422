import { ZERO_32, ZERO_ADDRESS, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { admissionDigest, type Admission, type SignedAdmission } from '../../core/domain/seal/admission-receipt.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { type NetworkDomain } from '../../core/domain/ledger/network.ts';

/** A receipt as the company gives it at this head; what `said` leaves out: nobody's key, a time far off, and nothing before it. */
export function receiptAt(
  domain: NetworkDomain,
  signer: Signer,
  head: BlockRecord,
  said: { digest: Hex; byBlock: bigint; key?: Hex; byTime?: bigint; before?: Hex; headSeal?: Hex },
): SignedAdmission {
  const admission: Admission = {
    key: ZERO_ADDRESS,
    head: head.number,
    headSeal: sealDigest(domain, head.seal),
    byTime: head.timestamp + 3_600n,
    before: ZERO_32,
    ...said,
  };
  return { ...admission, signature: signer.sign(admissionDigest(domain, admission)) };
}
