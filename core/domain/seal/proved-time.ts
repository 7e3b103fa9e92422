import { lowerHex, type Hex } from '../bytes/hex.ts';
import { domainOf } from '../ledger/network.ts';
import { signerOf, verifySeal, type SignedCosignature, type WitnessPolicy } from './light-client.ts';
import type { KeyedNetwork } from './seal-keys.ts';
import { cosignatureDigest, type Seal } from './seal.ts';

/**
 * Unix seconds that it is at least, by a sealed head: its own date, and what as many witnesses as the policy asks for said when they saw it as the newest one.
 * With fewer of them the seal's date alone counts.
 * @throws InputError SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID
 */
export function provedTime(args: {
  network: KeyedNetwork;
  seal: Seal;
  cosignatures: readonly SignedCosignature[];
  policy: WitnessPolicy;
}): bigint {
  const { network, seal, policy } = args;
  const sealHash = verifySeal(network, seal);
  const known = new Set(policy.witnesses.map(lowerHex));
  const times = new Map<Hex, bigint>();
  for (const { time, signature } of args.cosignatures) {
    const witness = signerOf(cosignatureDigest(domainOf(network), { number: seal.number, sealHash, time }), signature);
    if (witness === undefined || !known.has(witness)) continue;
    if ((times.get(witness) ?? 0n) < time) times.set(witness, time);
  }
  // Of the latest words the one that enough of them bear out: one alone cannot put the clock forward.
  const said = [...times.values()].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))[policy.required - 1] ?? 0n;
  return said > seal.timestamp ? said : seal.timestamp;
}
