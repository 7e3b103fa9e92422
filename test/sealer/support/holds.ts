import type { Chain } from '../../../sealer/chain/chain.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Waits until a chain holds block `number`. */
export async function holds(chain: Chain, number: bigint): Promise<void> {
  await waitFor(`block ${number} is held`, () => (chain.head?.number ?? -1n) >= number);
}

/**
 * Stops a sealer right after a block that the replica holds as well: one of its last moment would stand in its own folder alone. Its heartbeat is some seconds.
 */
export async function stopHeld(sealer: AsyncDisposable & { chain: Chain }, replica: { chain: Chain }): Promise<void> {
  await holds(replica.chain, (sealer.chain.head?.number ?? 0n) + 1n);
  await sealer[Symbol.asyncDispose]();
  await holds(replica.chain, sealer.chain.head?.number ?? 0n);
}
