import { proofSchema } from '../../../../app/server/http/schemas.ts';
import { parseHex } from '../../../../core/domain/bytes/hex.ts';
import type { checkLedgerProof } from '../../../../core/domain/seal/light-client.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../../core/domain/ledger/network.ts';

export type LedgerProof = Parameters<typeof checkLedgerProof>[0];

/** The answer of `GET /api/proof` as the light client checks it, without witnesses. */
export function proofOf(network: Network, answer: unknown): LedgerProof {
  const body = proofSchema.parse(answer);
  const hex = (text: string): Hex => parseHex(text, 'a part of the proof');
  const { seal } = body;
  return {
    network,
    seal: {
      number: BigInt(seal.number),
      parentSeal: hex(seal.parentSeal),
      blockHash: hex(seal.blockHash),
      timestamp: BigInt(seal.timestamp),
      r: BigInt(seal.r),
      signature: hex(seal.signature),
    },
    header: hex(body.header),
    accountProof: body.accountProof.map(hex),
    storageProofs: [...Object.values(body.storage), ...(body.invoice ?? [])].map(({ key, proof }) => ({
      key: hex(key),
      proof: proof.map(hex),
    })),
    ledger: hex(body.ledger),
    digest: hex(body.digest),
    cosignatures: [],
    policy: { witnesses: [], required: 0 },
  };
}
