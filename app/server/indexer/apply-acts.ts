import { actHashOf, needsBothHands, signAct, type Proposal } from '../../../core/domain/ownership/both-hands.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { FactOf } from '../../../core/domain/ledger/read-fact.ts';
import type { ReadModelWriter } from '../database/tables.ts';
import { applyRekey } from './apply-keys.ts';
import { applyMeter, setMeter } from './apply-meters.ts';
import { applyHouse } from './apply-premises.ts';
import { tellAccounts, tellOwners } from './tell-owners.ts';

type Act = FactOf<'METER_REGISTER' | 'METER_TRANSFER' | 'REKEY' | 'HOUSE' | 'WITNESS_ENTER' | 'WITNESS_REMOVE'>;

/** What an act changes once nobody's hand lacks; until then it is noted. */
export async function applyAct(
  writer: ReadModelWriter,
  network: Network,
  recorded: RecordedBlock,
  fact: Act,
): Promise<void> {
  if (fact.kind === 'METER_TRANSFER') await tellOwners(writer, recorded.digest, fact.data.meterId, [fact.data.owner]);
  const first = await signedBefore(writer, recorded, fact);
  if (first === 'lacks') return;
  if (fact.kind === 'REKEY') {
    if (first !== undefined) await applyRekey(writer, recorded, first, fact.data);
    return;
  }
  // Who is a witness is read where it is proved: from the register itself.
  if (fact.kind === 'WITNESS_ENTER' || fact.kind === 'WITNESS_REMOVE') return;
  if (fact.kind === 'HOUSE') return applyHouse(writer, recorded, fact.data);
  // Readers take the company's word, and with a handover what only it could seal.
  const digest = first !== undefined && recorded.block.from === network.portal ? first : recorded.digest;
  if (fact.kind === 'METER_TRANSFER') return applyTransfer(writer, digest, fact.data);
  await applyMeter(writer, digest, fact.data);
  await tellAccounts(writer, recorded.digest, [fact.data.owner]);
}

/** @returns the other hand's block, undefined where the act needs one hand alone, or that it lacks the other */
async function signedBefore(
  writer: ReadModelWriter,
  { block, digest }: RecordedBlock,
  fact: Act,
): Promise<Hex | undefined | 'lacks'> {
  const trustClass = fact.kind === 'METER_REGISTER' ? await trustClassOf(writer, fact.data.deviceId) : undefined;
  if (!needsBothHands(fact, () => trustClass)) return undefined;
  const act_hash = actHashOf(block);
  const open = await writer
    .selectFrom('acts')
    .selectAll()
    .where('act_hash', '=', act_hash)
    .where('state', '=', 'open')
    .executeTakeFirst();
  const proposal: Proposal | undefined = open && { by: open.proposer, until: BigInt(open.until) };
  const signed = signAct(proposal, block);
  if (signed === 'both') {
    await endAct(writer, act_hash, 'done', digest);
    return open?.digest;
  }
  // Whatever is open of it has ended by time.
  await endAct(writer, act_hash, 'withdrawn', digest);
  const { by: proposer, until } = signed;
  await writer
    .insertInto('acts')
    .values({ digest, act_hash, kind: block.kind, proposer, until, state: 'open', ended_by: null })
    .execute();
  return 'lacks';
}

export async function endAct(
  writer: ReadModelWriter,
  actHash: Hex,
  state: 'done' | 'withdrawn',
  by: Hex,
): Promise<void> {
  await writer
    .updateTable('acts')
    .set({ state, ended_by: by })
    .where('act_hash', '=', actHash)
    .where('state', '=', 'open')
    .execute();
}

async function trustClassOf(writer: ReadModelWriter, deviceId: Hex): Promise<number | undefined> {
  const device = await writer
    .selectFrom('devices')
    .select('trust_class')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return device?.trust_class;
}

async function applyTransfer(
  writer: ReadModelWriter,
  digest: Hex,
  { meterId: meter_id, owner, estimated }: BlockData['METER_TRANSFER'],
): Promise<void> {
  const meter = await writer
    .selectFrom('meters')
    .select(['owner', 'handover'])
    .where('meter_id', '=', meter_id)
    .executeTakeFirstOrThrow();
  let former = meter.owner;
  if (owner === meter.owner && meter.handover !== null) {
    const { former: before } = await writer
      .selectFrom('handovers')
      .select('former')
      .where('digest', '=', meter.handover)
      .executeTakeFirstOrThrow();
    former = before;
    await writer.deleteFrom('handovers').where('digest', '=', meter.handover).execute();
  }
  await writer.insertInto('handovers').values({ digest, meter_id, former, owner, estimated }).execute();
  await setMeter(writer, meter_id, { owner, handover: digest });
}
