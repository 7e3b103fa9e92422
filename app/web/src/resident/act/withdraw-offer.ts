import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeOfferWithdraw } from '../../../../../core/domain/resident/make-offer-withdraw.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';

/** Takes back an own offer, or an own copy that stands alone. @returns the act's id in the outbox */
export function withdrawOffer(resident: Resident, args: { contractId: Hex; counterparty: Hex }): Promise<Hex> {
  return resident.outbox.keep({
    kind: 'withdraw',
    content: { contractId: args.contractId },
    sign: async (replaces) => {
      const timestamp = await provedDate(resident);
      return [makeOfferWithdraw({ ...resident, timestamp, replaces, ...args })];
    },
  });
}
