import { contractSubjectHash, type ContractContent } from '../../../../../core/domain/billing/contract-terms.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeCopy } from '../../../../../core/domain/resident/make-copy.ts';
import { loadParticipant } from '../network/load-participants.ts';
import type { Resident } from '../resident.ts';
import { checkMetersInService } from './check-meters-in-service.ts';
import { provedDate } from './proved-date.ts';

/** Signs the terms that the resident has read. @returns the act's id in the outbox @throws InputError CONTRACT_METER_REPLACED */
export function signContract(
  resident: Resident,
  args: { contractId: Hex; counterparty: Hex; content: ContractContent; signedByThem: boolean },
): Promise<Hex> {
  const { contractId, content, signedByThem } = args;
  return resident.outbox.keep({
    kind: 'copy',
    content: { contractId, subjectHash: contractSubjectHash(content) },
    sign: async (replaces) => {
      // What the other party signed before stands, and its meters' successors count.
      if (!signedByThem) await checkMetersInService(resident, content.terms.meterIds);
      const counterparty = await loadParticipant(resident, args.counterparty);
      const timestamp = await provedDate(resident);
      return [(await makeCopy({ ...resident, timestamp, replaces, contractId, content, counterparty })).signed];
    },
  });
}
