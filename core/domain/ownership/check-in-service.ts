import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';

/**
 * Refuses, before the ledger does, a contract that would newly name a meter that is not in service any more.
 * @param replacedBy which meter took the place of one; nothing of one in service, or of one that is not known
 * @throws InputError CONTRACT_METER_REPLACED
 */
export function checkInService(meterIds: readonly Hex[], replacedBy: (meterId: Hex) => Hex | null | undefined): void {
  for (const meterId of meterIds) {
    const successor = replacedBy(meterId);
    if (successor !== undefined && successor !== null)
      throw new InputError(
        'CONTRACT_METER_REPLACED',
        `Meter ${meterId} was replaced by ${successor}: no contract can newly name it. Offer one that names the meter in service.`,
      );
  }
}
