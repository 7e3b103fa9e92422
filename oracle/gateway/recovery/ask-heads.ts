import { encodeUpMessage, MAX_BATCH_FRAMES } from '../../messages.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** The questions to the collector where these channels stand. */
export function askHeads(channels: readonly Hex[]): Uint8Array[] {
  const distinct = [...new Set(channels)];
  const questions: Uint8Array[] = [];
  for (let at = 0; at < distinct.length; at += MAX_BATCH_FRAMES)
    questions.push(encodeUpMessage({ ask: { channels: distinct.slice(at, at + MAX_BATCH_FRAMES) } }));
  return questions;
}
