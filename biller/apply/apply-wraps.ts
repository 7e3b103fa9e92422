import { InputError } from '../../core/domain/bytes/errors.ts';
import { envelopeHead } from '../../core/domain/crypto/envelope.ts';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import type { Fact } from '../../core/domain/ledger/read-fact.ts';
import type { KeptBlock, State } from '../state.ts';

/** What this biller said itself: of these envelopes nothing is left to say. What it was told, opens them again. */
export function applyWrapAgain(state: State, { block }: KeptBlock, data: BlockData['WRAP_AGAIN']): boolean {
  if (block.to === state.me) {
    state.wrapsForMe.push({ from: block.from, data });
    return true;
  }
  if (block.from !== state.me) return false;
  const lost = state.lostKeys.get(block.to);
  for (const { keyHash } of data.keys) lost?.wrapped.add(keyHash);
  for (const keyHash of data.closed) lost?.wrapped.add(keyHash);
  return true;
}

/** Notes an envelope that is for this biller and for others, whatever it seals. @returns whether it is one */
export function noteEnvelope(state: State, { block }: KeptBlock, fact: Fact): boolean {
  if (!('envelope' in fact.data)) return false;
  const { envelope } = fact.data;
  const head = headOf(envelope);
  if (head?.addressees.includes(state.me) !== true) return false;
  const others = new Set(head.addressees.filter((address) => address !== state.me));
  const shared = { keyHash: head.keyHash, envelope, sealedAt: block.timestamp };
  for (const other of others) {
    const known = state.sharedEnvelopes.get(other);
    if (known === undefined) state.sharedEnvelopes.set(other, [shared]);
    else known.push(shared);
  }
  return others.size > 0;
}

/** Undefined for what is no envelope: nobody has a key to it. */
function headOf(envelope: `0x${string}`): ReturnType<typeof envelopeHead> | undefined {
  try {
    return envelopeHead(envelope);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
