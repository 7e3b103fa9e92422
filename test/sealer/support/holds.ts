import type { Chain } from '../../../sealer/chain/chain.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Waits until a chain holds block `number`. */
export async function holds(chain: Chain, number: bigint): Promise<void> {
  await waitFor(`block ${number} is held`, () => (chain.head?.number ?? -1n) >= number);
}
