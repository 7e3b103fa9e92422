import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import type { KeyStanding } from '../api/keys-schema.ts';

/** How far a key is that is to follow a lost one; times are unix seconds. */
export type NewKeyState =
  | { state: 'made' }
  | { state: 'asked'; until: bigint }
  | { state: 'confirmed'; from: bigint }
  | { state: 'inForce' }
  | { state: 'objected'; at: bigint };

export function newKeyState({ key: acting, waiting, proposed, objected }: KeyStanding, key: Hex): NewKeyState {
  if (same(acting, key)) return { state: 'inForce' };
  if (waiting !== null && same(waiting.key, key)) return { state: 'confirmed', from: waiting.from };
  const refused = objected.find((one) => same(one.key, key));
  if (refused !== undefined) return { state: 'objected', at: refused.at };
  const asked = proposed.find((one) => same(one.key, key));
  return asked === undefined ? { state: 'made' } : { state: 'asked', until: asked.until };
}
