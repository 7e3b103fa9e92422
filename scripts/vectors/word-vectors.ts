import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { signerFromPrivateKey } from '../../core/domain/ledger/account.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';
import { admissionDigest, admissionToJson } from '../../core/domain/seal/admission-receipt.ts';
import { refusalDigest, unsignedRefusalToJson } from '../../core/domain/seal/refusal.ts';
import { standingDigest, unsignedStandingToJson } from '../../core/domain/seal/words/standing.ts';
import { seenDigest } from '../../core/domain/seal/seen.ts';

/** What the company's key and a witness's key sign about an internal block, and about the newest block. */
export function wordVectors(domain: NetworkDomain): object {
  const signer = signerFromPrivateKey(bytes32('77'));
  const digest = bytes32('88');
  const admission = {
    digest,
    key: signer.address,
    head: 7n,
    headSeal: bytes32('99'),
    byBlock: 12n,
    byTime: 1_800_000_300n,
    before: ZERO_32,
  };
  const refusal = { digest, code: 'QUEUE_FULL', head: 7n, time: 1_800_000_000n };
  const seen = { digest, time: 1_800_000_000n };
  const standing = { number: 7n, sealHash: bytes32('99'), time: 1_800_000_000n };
  const said = (hash: Hex): { hash: Hex; signature: Hex } => ({ hash, signature: signer.sign(hash) });
  return {
    signer: signer.address,
    admission: { ...admissionToJson(admission), ...said(admissionDigest(domain, admission)) },
    refusal: { ...unsignedRefusalToJson(refusal), ...said(refusalDigest(domain, refusal)) },
    standing: { ...unsignedStandingToJson(standing), ...said(standingDigest(domain, standing)) },
    seen: { digest, time: seen.time.toString(), ...said(seenDigest(domain, seen)) },
  };
}

function bytes32(byte: string): Hex {
  return `0x${byte.repeat(32)}`;
}
