import { keccak_256 } from '@noble/hashes/sha3.js';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import type { Fact, FactOf } from '../../core/domain/ledger/read-fact.ts';
import { actHashOf, needsBothHands, signAct } from '../../core/domain/ownership/both-hands.ts';
import { handOver } from '../../core/domain/ownership/handovers.ts';
import { applyPremises } from '../../core/domain/premises/premises-book.ts';
import type { KeptBlock, KeptFrame, State } from '../state.ts';
import { applyRekey } from './apply-key-blocks.ts';
import { applyMeter } from './apply-meter-blocks.ts';

const ACTS = ['METER_REGISTER', 'METER_TRANSFER', 'REKEY', 'HOUSE', 'WITNESS_ENTER', 'WITNESS_REMOVE'] as const;
/** What company and portal say together, always or at times. */
export type Act = FactOf<(typeof ACTS)[number]>;

export function isAct(fact: Fact): fact is Act {
  return ACTS.some((kind) => kind === fact.kind);
}

/**
 * A registration, a handover, another's key, the list of a house, or who is a witness: what it changes once no hand lacks.
 * @returns whether to keep the block, and the frames that bills may use since
 */
export function applyAct(state: State, recorded: KeptBlock, fact: Act): { kept: boolean; frames: KeptFrame[] } {
  if (needsBothHands(fact, (deviceId) => state.devices.get(deviceId)?.trustClass) && !signed(state, recorded, fact))
    return { kept: true, frames: [] };
  if (fact.kind === 'REKEY') {
    applyRekey(state, recorded, fact.data);
    return { kept: true, frames: [] };
  }
  // No bill follows from who is a witness.
  if (fact.kind === 'WITNESS_ENTER' || fact.kind === 'WITNESS_REMOVE') return { kept: true, frames: [] };
  if (fact.kind === 'HOUSE') {
    applyPremises(state.premises, recorded, fact);
    return { kept: true, frames: [] };
  }
  if (fact.kind === 'METER_REGISTER') return { kept: applyMeter(state, fact.data), frames: [] };
  return { kept: true, frames: applyTransfer(state, fact.data) };
}

/** Whether this is the second hand; the first is noted. */
function signed(state: State, { block, data }: KeptBlock, fact: Act): boolean {
  const actHash = actHashOf({ kind: block.kind, dataHash: toHex(keccak_256(fromHex(data))) });
  const verdict = signAct(state.proposals.get(actHash), block);
  if (verdict === 'both') {
    state.openRekeys.delete(actHash);
    return state.proposals.delete(actHash);
  }
  state.proposals.set(actHash, verdict);
  if (fact.kind === 'REKEY') state.openRekeys.set(actHash, { ...verdict, data: fact.data });
  if (fact.kind !== 'METER_TRANSFER') return false;
  const { meterId, owner } = fact.data;
  state.openTransfers.set(meterId, { ...verdict, actHash, owner });
  return false;
}

function applyTransfer(state: State, data: BlockData['METER_TRANSFER']): KeptFrame[] {
  const meter = state.meters.get(data.meterId);
  if (meter === undefined) return [];
  state.meters.set(data.meterId, { ...meter, ...handOver(meter, meter.obis, data) });
  state.openTransfers.delete(data.meterId);
  if (meter.provider !== state.me) return [];
  return meter.obis.flatMap((obis) => {
    const channel = channelOf(data.meterId, obis);
    const last = state.newest.get(channel);
    const known = state.frames.get(channel)?.some(({ sequence }) => sequence === last?.sequence) ?? false;
    return last === undefined || known ? [] : [last];
  });
}

export function applyWithdraw(state: State, { block }: KeptBlock, actHash: Hex): boolean {
  state.proposals.delete(actHash);
  state.openRekeys.delete(actHash);
  for (const [meterId, open] of state.openTransfers) {
    if (open.actHash !== actHash) continue;
    state.openTransfers.delete(meterId);
    if (block.from !== open.by) state.refusedTransfers.set(`${meterId}:${open.owner}`, block.timestamp);
  }
  return true;
}
