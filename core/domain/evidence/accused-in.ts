import type { Accused } from './evidence.ts';
import { checkHandovers, parseHandovers } from '../seal/seal-keys.ts';

/**
 * The accused with the handovers of the seal key that an evidence file or a source carries: they need no trust, since they follow from the first key by signatures.
 * @throws InputError RECORD_INVALID, HEX_INVALID; as `checkHandovers`
 */
export function accusedIn(json: unknown, trusted: Accused): Accused {
  if (typeof json !== 'object' || json === null || !('handovers' in json)) return trusted;
  return { ...trusted, handovers: checkHandovers(trusted, parseHandovers(json.handovers)) };
}
