import type { Hex } from '../bytes/hex.ts';
import { BLOCK_LIFE, KEYS_LIFE } from '../limits.ts';
import type { Network } from './network.ts';

/** For how many seconds after its timestamp a ledger takes a block: `ILedger.life` (docs/formats.md §2). */
export function lifeOf(network: Pick<Network, 'contracts'>, ledger: Hex): bigint {
  return ledger.toLowerCase() === network.contracts.participants ? KEYS_LIFE : BLOCK_LIFE;
}

/** Unix seconds of the last EVM block that may take this one. */
export function lastSecondOf(
  network: Pick<Network, 'contracts'>,
  { ledger, block }: { ledger: Hex; block: { timestamp: bigint } },
): bigint {
  return block.timestamp + lifeOf(network, ledger);
}
