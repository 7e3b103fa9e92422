import { checkRecordedHandover } from '../../../../../core/domain/proof/check-recorded-handover.ts';
import type { Network } from '../../../../../core/domain/ledger/network.ts';
import type { Handover } from '../../../../../core/domain/seal/seal-keys.ts';
import type { Api } from '../../api/api.ts';
import { handoverBlocksSchema } from '../../api/schemas.ts';

/**
 * Of the handovers that the portal tells, those that are known, and those behind them that a block recorded which the key before sealed, one after the other.
 * What comes without its block is left out: no seal of its key is believed then.
 * @throws InputError HANDOVER_UNRECORDED where a block is shown that does not record it, and those of the seal
 */
export async function proveHandovers(
  api: Api,
  network: Network,
  known: readonly Handover[],
  told: readonly Handover[],
): Promise<readonly Handover[]> {
  if (told.length <= known.length) return told;
  const { blocks } = await api.get('/api/handovers', handoverBlocksSchema);
  const fresh: Handover[] = [];
  for (const [at, handover] of told.entries()) {
    if (at < known.length) continue;
    const block = blocks[at];
    if (block === undefined) break;
    // Under the keys that this browser believes, not those that the portal tells in their place.
    checkRecordedHandover({ ...network, handovers: [...known, ...fresh] }, handover, block);
    fresh.push(handover);
  }
  return [...told.slice(0, known.length), ...fresh];
}
