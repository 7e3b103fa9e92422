import type { Handover } from '../../../core/domain/seal/seal-keys.ts';
import { handoverToJson } from '../../../core/domain/seal/seal-keys.ts';
import { blockRecordToJson, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { LOST_DOMAIN, NEXT, OLD, startLostHouse } from './lost-house.ts';

/** Blocks that somebody serves as a replica does, and which of them he shows. */
export type Branch = {
  readonly records: readonly BlockRecord[];
  readonly handovers: readonly Handover[];
  shown: number;
};

/** Two branches behind one history: a thief's under the key that was lost, and the one under the key that portal and witnesses named. */
export async function lostBranches(): Promise<{ thief: Branch; named: Branch }> {
  await using stolen = await startLostHouse();
  const thief = [...stolen.records, await stolen.more(OLD), await stolen.more(OLD)];
  await using house = await startLostHouse();
  const lost = house.handover();
  const named = [...house.records, await house.next(lost), await house.more(NEXT), await house.more(NEXT)];
  return {
    thief: { records: thief, handovers: [], shown: thief.length },
    named: { records: named, handovers: [lost], shown: named.length },
  };
}

/** Serves what is shown of a branch. */
export function serving(branch: Branch): ReturnType<typeof fakePeer> {
  return fakePeer((path, response) => {
    const records = branch.records.slice(0, branch.shown);
    const last = records.at(-1);
    if (last === undefined) throw new Error('a branch has blocks');
    const [number, timestamp] = [last.number.toString(), last.timestamp.toString()];
    const head = { number, sealHash: sealDigest(LOST_DOMAIN, last.seal), timestamp };
    if (path.startsWith('/v1/head')) return sendJson(response, head);
    if (path.startsWith('/v1/handovers'))
      return sendJson(response, { handovers: branch.handovers.map(handoverToJson) });
    if (!path.startsWith('/v1/blocks'))
      return sendJson(response, path.startsWith('/v1/evidence') ? { evidence: [] } : { ok: true });
    const { searchParams } = new URL(path, 'http://x');
    const from = Number(searchParams.get('from'));
    const blocks = records.slice(from, from + Number(searchParams.get('limit'))).map(blockRecordToJson);
    sendJson(response, { blocks, head });
  });
}
