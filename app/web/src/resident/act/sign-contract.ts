import type { ContractContent } from '../../../../../core/domain/billing/contract-terms.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeCopy } from '../../../../../core/domain/resident/make-copy.ts';
import { participant } from '../resident.ts';
import type { Resident } from '../resident.ts';
import { checkMetersInService } from './check-meters-in-service.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

/** Signs the terms that the resident has read. @throws InputError CONTRACT_METER_REPLACED */
export async function signContract(
  resident: Resident,
  args: { contractId: Hex; counterparty: Hex; content: ContractContent; signedByThem: boolean },
): Promise<void> {
  // What the other party signed before stands, and its meters' successors count.
  if (!args.signedByThem) await checkMetersInService(resident, args.content.terms.meterIds);
  const counterparty = participant(resident, args.counterparty);
  const { signed } = await makeCopy({ ...resident, timestamp: await provedDate(resident), ...args, counterparty });
  await sendBlock(resident, signed);
}
