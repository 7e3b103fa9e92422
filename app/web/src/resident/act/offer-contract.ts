import type { ContractForm } from '../../../../../core/domain/billing/contract-terms.ts';
import { makeOffer } from '../../../../../core/domain/resident/make-offer.ts';
import { participant } from '../resident.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

/** Asks a provider, or the company, for a contract. */
export async function offerContract(resident: Resident, form: ContractForm): Promise<void> {
  const { signed } = await makeOffer({
    ...resident,
    timestamp: await provedDate(resident),
    form,
    counterparty: participant(resident, form.provider),
  });
  await sendBlock(resident, signed);
}
