import { InputError } from '../../core/domain/bytes/errors.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { contentKeyOf, wrapContentKey, type EnvelopeReader } from '../../core/domain/crypto/envelope.ts';
import { BLOCK_LIFE, WRAPS_MAX } from '../../core/domain/limits.ts';
import { readerOf } from '../decryptor.ts';
import { message, type Intent, type Message } from '../sender.ts';
import type { SharedEnvelope } from '../state.ts';
import { addressee, type DecisionContext } from './decision-context.ts';

/**
 * For accounts whose key was lost: the content keys of all that was sealed for this biller and for them, wrapped for the key that followed. What somebody else was sealed
 * for, a meter's owner before or after, is never among it. Each block is named by the first envelope of it that nothing was said of yet, so that it is sent once.
 */
export function wrapAgain(context: DecisionContext): Intent[] {
  const { state } = context;
  const intents: Intent[] = [];
  for (const [account, { until, wrapped }] of state.lostKeys) {
    if (!state.participants.has(account)) continue;
    const left = new Map<Hex, SharedEnvelope>();
    for (const shared of state.sharedEnvelopes.get(account) ?? [])
      if (shared.sealedAt < until + LATE && !wrapped.has(shared.keyHash)) left.set(shared.keyHash, shared);
    const envelopes = [...left.values()];
    for (let at = 0; at < envelopes.length; at += WRAPS_MAX) {
      const part = envelopes.slice(at, at + WRAPS_MAX);
      intents.push({
        key: `wrap:${account}:${until}:${part[0]?.keyHash}`,
        make: () => makeWraps(context, account, part),
      });
    }
  }
  return intents;
}

/** Whoever has not heard of the new key may still have sealed for the old one; nothing is lost by wrapping what was sealed for the new one. */
const LATE = BLOCK_LIFE;

async function makeWraps(
  context: DecisionContext,
  account: Hex,
  envelopes: readonly SharedEnvelope[],
): Promise<Message> {
  const { encryptionKey } = addressee(context, account);
  const encryptionKeyHash = context.state.participants.get(account)?.encryptionKeyHash ?? '0x';
  const rising = envelopes.toSorted((a, b) => (a.keyHash < b.keyHash ? -1 : 1));
  const keys: { keyHash: Hex; wrapped: Hex }[] = [];
  const closed: Hex[] = [];
  const reader = readerOf(context.account, context.state);
  for (const { keyHash, envelope } of rising) {
    const contentKey = await ownKeyOf(reader, envelope);
    if (contentKey === undefined) closed.push(keyHash);
    else keys.push({ keyHash, wrapped: toHex(await wrapContentKey(contentKey, encryptionKey)) });
  }
  return message({ ledger: 'participants', kind: 'WRAP_AGAIN' }, account, { encryptionKeyHash, keys, closed });
}

/** Undefined where the envelope does not open here either. */
async function ownKeyOf(reader: EnvelopeReader, envelope: Hex): Promise<Uint8Array | undefined> {
  try {
    return await contentKeyOf(envelope, reader);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
