import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeOfferWithdraw } from '../../../../../core/domain/resident/make-offer-withdraw.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

/** Takes back an own offer, or an own copy that stands alone. */
export async function withdrawOffer(resident: Resident, args: { contractId: Hex; counterparty: Hex }): Promise<void> {
  await sendBlock(resident, makeOfferWithdraw({ ...resident, timestamp: await provedDate(resident), ...args }));
}
