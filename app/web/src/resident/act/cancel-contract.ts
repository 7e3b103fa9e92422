import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeCancel } from '../../../../../core/domain/resident/make-cancel.ts';
import { participant } from '../resident.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

/** Cancels a contract from this side, from a day on; it holds up to the later day of both sides. */
export async function cancelContract(
  resident: Resident,
  args: { contractId: Hex; counterparty: Hex; effectiveDate: bigint; reason: string },
): Promise<void> {
  const signed = await makeCancel({
    ...resident,
    timestamp: await provedDate(resident),
    ...args,
    counterparty: participant(resident, args.counterparty),
  });
  await sendBlock(resident, signed);
}
