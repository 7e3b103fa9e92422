import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { KIND } from '../ledger/kinds.ts';
import { domainOf, type Network, type NetworkDomain } from '../ledger/network.ts';

/** Where an envelope belongs, as the bytes that its ciphertext is bound to. */
export type EnvelopeContext = { readonly bytes: Uint8Array };

/**
 * The context of an envelope in a block (docs/formats.md §5): an envelope opens in a block of this sender, ledger, kind and subject alone.
 * @param place as they stand in the block: `subject` zero where the block creates what it is about
 */
export function envelopeContext(
  domain: NetworkDomain,
  place: { from: Hex; ledger: Hex; kind: number; subject: Hex },
): EnvelopeContext {
  return context(domain, { ...place, sender: concatBytes(new Uint8Array(12), sized(place.from, 20)), period: 0 });
}

/**
 * The context of a period key. Gateways seal it before anybody knows who is going to carry it: the device, which signs the envelope, stands in
 * the sender's place, the meter in the subject's, and the period behind it.
 */
export function periodKeyContext(
  network: Network,
  { deviceId, meterId, period }: { deviceId: Hex; meterId: Hex; period: number },
): EnvelopeContext {
  const place = { ledger: network.contracts.readingLedger, kind: KIND.PERIOD_KEYS, subject: meterId };
  return context(domainOf(network), { ...place, sender: sized(deviceId, 32), period });
}

function context(
  domain: NetworkDomain,
  place: { ledger: Hex; sender: Uint8Array; kind: number; subject: Hex; period: number },
): EnvelopeContext {
  const bytes = concatBytes(
    uintBytes(domain.chainId, 32),
    sized(domain.networkHash, 32),
    sized(place.ledger, 20),
    place.sender,
    uintBytes(place.kind, 2),
    sized(place.subject, 32),
    uintBytes(place.period, 4),
  );
  return { bytes };
}

/** Fields without their length between them name one context each only while each has its own length. */
function sized(hex: Hex, length: number): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes.length === length) return bytes;
  throw new InputError('HEX_INVALID', `${hex} has ${bytes.length} bytes instead of ${length}.`);
}
