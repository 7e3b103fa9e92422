import type { ContractContent } from '../../../../../core/domain/billing/contract-terms.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { checkInService } from '../../../../../core/domain/ownership/check-in-service.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import { makeCopy } from '../../../../../core/domain/resident/make-copy.ts';
import { metersSchema } from '../../api/schemas.ts';
import { participant } from '../resident.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

/** Signs the terms that the resident has read. @throws InputError CONTRACT_METER_REPLACED */
export async function signContract(
  resident: Resident,
  args: { contractId: Hex; counterparty: Hex; content: ContractContent },
): Promise<void> {
  const { meters } = await resident.api.get('/api/meters', metersSchema);
  const replacedBy = (id: Hex): Hex | null | undefined => meters.find(({ meterId }) => same(meterId, id))?.replacedBy;
  checkInService(args.content.terms.meterIds, replacedBy);
  const counterparty = participant(resident, args.counterparty);
  const { signed } = await makeCopy({ ...resident, timestamp: await provedDate(resident), ...args, counterparty });
  await sendBlock(resident, signed);
}
