import { encodeContractForm, type ContractForm } from '../../../../../core/domain/billing/contract-terms.ts';
import { fromUtf8, type Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeOffer } from '../../../../../core/domain/resident/make-offer.ts';
import { loadParticipant } from '../network/load-participants.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';

/** Signs a form that asks a provider, or the company, for a contract, and keeps it. @returns its id in the outbox */
export function offerContract(resident: Resident, form: ContractForm): Promise<Hex> {
  return resident.outbox.keep({
    kind: 'offer',
    content: fromUtf8(encodeContractForm(form)),
    sign: async (replaces) => {
      const counterparty = await loadParticipant(resident, form.provider);
      const timestamp = await provedDate(resident);
      return [(await makeOffer({ ...resident, timestamp, replaces, form, counterparty })).signed];
    },
  });
}
