import { InputError } from '../bytes/errors.ts';
import { parseHex, type Hex } from '../bytes/hex.ts';
import { decodeData } from '../ledger/block-data.ts';
import { holdsIn, type Handover } from '../seal/seal-keys.ts';
import { checkHandovers, type Origin } from './check-handovers.ts';

/**
 * The handovers with the one that a recorded SEAL_KEY says: it is checked by itself, whatever a register let pass.
 * @param data of the SEAL_KEY, `recordedIn` the number of its EVM block
 * @throws InputError HANDOVER_VALIDITY, DATA_MALFORMED; as `checkHandovers`
 */
export function withRecorded(
  origin: Origin,
  before: readonly Handover[],
  data: Hex,
  recordedIn: bigint,
): readonly Handover[] {
  const { next, ...rest } = decodeData('SEAL_KEY', data);
  const handover = { ...rest, next: parseHex(next, 'next', 20) };
  if (!holdsIn(handover, recordedIn))
    throw new InputError(
      'HANDOVER_VALIDITY',
      `The handover at block ${handover.number} holds in blocks ${handover.validFrom} to ${handover.validUntil} alone.`,
    );
  return checkHandovers(origin, [...before, handover]);
}
