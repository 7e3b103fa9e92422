import { changeRates, type RateFact } from '../billing/rates/change-rates.ts';
import type { Rate } from '../billing/rates/tariff.ts';
import type { Hex } from '../bytes/hex.ts';
import { KIND } from '../ledger/kinds.ts';
import type { Network } from '../ledger/network.ts';
import { readRecorded } from './recorded.ts';
import type { Recorded } from './recorded.ts';

/**
 * The rates of an issuer that are left after all that it said about them, each of it signed by it. A history that the register would not have taken is refused:
 * a server that leaves a withdrawal or a rate out, or turns them round, is found out as soon as they touch one another.
 * @param recorded the issuer's RATE and RATE_WITHDRAW blocks, in any order
 * @throws InputError those of `readRecorded` and `changeRates`
 */
export function readRates(network: Network, issuer: Hex, recorded: readonly Recorded[]): Rate[] {
  return readRateHistory(network, issuer, recorded).at(-1) ?? [];
}

/**
 * The issuer's rates as they stood after each thing that it said about them, from what it had signed by a time on. A bill goes by those of its own moment: a rate
 * that is published later and begins earlier changes no bill that is there.
 * @param since unix seconds
 * @throws InputError those of `readRates`
 */
export function readRateHistory(network: Network, issuer: Hex, recorded: readonly Recorded[], since = 0n): Rate[][] {
  const history: Rate[][] = [];
  const inOrder = [...recorded].sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
  for (const one of inOrder) history.push(changeRates(history.at(-1) ?? [], issuer, factOf(network, issuer, one)));
  const known = inOrder.findLastIndex(({ signed }) => signed.block.timestamp <= since);
  return history.slice(Math.max(known, 0));
}

function factOf(network: Network, from: Hex, recorded: Recorded): RateFact {
  const args = { network, recorded, from, ledgers: [network.contracts.tariffs] };
  return recorded.signed.block.kind === KIND.RATE_WITHDRAW
    ? { kind: 'RATE_WITHDRAW', data: readRecorded({ ...args, kind: 'RATE_WITHDRAW' }) }
    : { kind: 'RATE', data: readRecorded({ ...args, kind: 'RATE' }) };
}
