import type { ContractTerms } from '../../billing/contract-terms.ts';
import type { Hex } from '../../bytes/hex.ts';
import type { Network } from '../../ledger/network.ts';
import { readRecorded, same } from '../recorded.ts';
import { registeredMeters, type MeterEvidence } from './check-frames.ts';

/**
 * Whether a contract bills a meter: one of its terms, or one that took such a meter's place by a chain of METER_REPLACE blocks that the company signed, and that
 * is registered for the same flat, provider and service.
 * @throws InputError those of `readRecorded`: a registration or a replacement is not the company's
 */
export function belongsToContract(args: {
  network: Network;
  meters: readonly MeterEvidence[];
  terms: ContractTerms;
  meterId: Hex;
}): boolean {
  const { network, meters, terms, meterId } = args;
  const isNamed = (id: Hex): boolean => terms.meterIds.some((each) => same(each, id));
  if (isNamed(meterId)) return true;
  const registered = registeredMeters({ network, meters }).find((each) => same(each.meterId, meterId));
  const isAlike =
    registered !== undefined &&
    same(registered.owner, terms.subscriber) &&
    same(registered.provider, terms.provider) &&
    String(registered.resource) === terms.resource;
  return isAlike && predecessorsOf(network, meters, meterId).some(isNamed);
}

/** The meters before it in its place, the last one first. A meter takes the place of one other, and no chain is longer than there are replacements. */
function predecessorsOf(network: Network, meters: readonly MeterEvidence[], meterId: Hex): Hex[] {
  const ledgers = [network.contracts.meters];
  const replacements = meters.flatMap(({ replacement }) =>
    replacement == null
      ? []
      : [readRecorded({ network, recorded: replacement, kind: 'METER_REPLACE', from: network.company, ledgers })],
  );
  const chain: Hex[] = [];
  for (let id = meterId; chain.length < replacements.length;) {
    const found = replacements.find(({ newMeterId }) => same(newMeterId, id));
    if (found === undefined) break;
    chain.push(found.oldMeterId);
    id = found.oldMeterId;
  }
  return chain;
}
