import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeCancel } from '../../../../../core/domain/resident/make-cancel.ts';
import { loadParticipant } from '../network/load-participants.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';

/** Cancels a contract from this side, from a day on; it holds up to the later day of both sides. @returns the act's id in the outbox */
export function cancelContract(
  resident: Resident,
  args: { contractId: Hex; counterparty: Hex; effectiveDate: bigint; reason: string },
): Promise<Hex> {
  const { contractId, effectiveDate, reason } = args;
  return resident.outbox.keep({
    kind: 'cancel',
    content: { contractId, effectiveDate: effectiveDate.toString(), reason },
    sign: async (replaces) => {
      const counterparty = await loadParticipant(resident, args.counterparty);
      const timestamp = await provedDate(resident);
      return [await makeCancel({ ...resident, timestamp, replaces, contractId, effectiveDate, reason, counterparty })];
    },
  });
}
