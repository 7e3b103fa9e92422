import { toHex } from '../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf, type NetworkDomain } from '../../../core/domain/ledger/network.ts';
import { sealDigest, sealToJson, type Seal, type SealFields } from '../../../core/domain/seal/seal.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';

export function sealOn(domain: NetworkDomain, parent: SealFields, signer: Signer, salt: number): Seal {
  const fields: SealFields = {
    ...parent,
    number: parent.number + 1n,
    parentSeal: sealDigest(domain, parent),
    blockHash: toHex(new Uint8Array(32).fill(salt)),
    timestamp: parent.timestamp + 1n,
  };
  return { ...fields, signature: signer.sign(sealDigest(domain, fields)) };
}

/** A replica that shows the sealer's blocks, then these seals, and the handover at block 2. */
export function showing(sealer: RunningSealer, handovers: unknown[], seals: readonly Seal[]) {
  const domain = domainOf(sealer.network);
  const first = JSON.parse(sealer.chain.recordText(1)) as Record<string, unknown>;
  const recordOf = (number: number): unknown => {
    if (number < 2) return JSON.parse(sealer.chain.recordText(number));
    const seal = seals.find((each) => Number(each.number) === number);
    return seal === undefined ? undefined : { ...first, number: String(number), seal: sealToJson(seal) };
  };
  const head = seals.at(-1) ?? sealer.chain.record(1).seal;
  return fakePeer((path, response) => {
    const url = new URL(path, 'http://x');
    if (path.startsWith('/v1/head')) {
      const { number, timestamp } = head;
      const sealHash = sealDigest(domain, head);
      return sendJson(response, { number: number.toString(), sealHash, timestamp: timestamp.toString() });
    }
    if (path.startsWith('/v1/handovers')) return sendJson(response, { handovers });
    if (path.startsWith('/v1/blocks')) {
      const from = Number(url.searchParams.get('from'));
      const limit = Number(url.searchParams.get('limit'));
      const numbers = Array.from({ length: limit }, (_, i) => from + i);
      return sendJson(response, { blocks: numbers.flatMap((number) => recordOf(number) ?? []) });
    }
    sendJson(response, path.startsWith('/v1/evidence') ? { evidence: [] } : { ok: true });
  });
}
