import { lostKeyFoundingOf } from '../handovers/check-lost-key.ts';
import { domainOf, type Network } from '../ledger/network.ts';
import type { Accused } from './evidence.ts';
import { parseHandovers } from '../seal/seal-keys.ts';
import { checkHandovers } from '../handovers/check-handovers.ts';

/** Who a network's evidence is against, under its first seal key. */
export function accusedBy(network: Network): Accused {
  const { address: signer, targetBits } = network.seal;
  return { domain: domainOf(network), signer, targetBits, founding: lostKeyFoundingOf(network) };
}

/**
 * The accused with the handovers of the seal key that an evidence file or a source carries: they need no trust, since they follow from the first key by signatures.
 * @throws InputError RECORD_INVALID, HEX_INVALID; as `checkHandovers`
 */
export function accusedIn(json: unknown, trusted: Accused): Accused {
  if (typeof json !== 'object' || json === null || !('handovers' in json)) return trusted;
  return { ...trusted, handovers: checkHandovers(trusted, parseHandovers(json.handovers)) };
}
