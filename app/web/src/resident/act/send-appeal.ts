import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeAppeal } from '../../../../../core/domain/resident/make-appeal.ts';
import type { AppealCategory } from '../../../../../core/domain/resident/make-appeal.ts';
import { participant } from '../resident.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

export type AppealDraft = {
  category: AppealCategory;
  toCompany: boolean;
  toPortal: boolean;
  provider: Hex | undefined;
  about: Hex | undefined;
  text: string;
};

export async function sendAppeal(resident: Resident, draft: AppealDraft): Promise<void> {
  const { network } = resident;
  const { signed } = await makeAppeal({
    ...resident,
    timestamp: await provedDate(resident),
    category: draft.category,
    addressees: {
      ...(draft.toCompany ? { company: participant(resident, network.company) } : {}),
      ...(draft.toPortal ? { portal: participant(resident, network.portal) } : {}),
      ...(draft.provider === undefined ? {} : { provider: participant(resident, draft.provider) }),
    },
    ...(draft.about === undefined ? {} : { about: draft.about }),
    text: draft.text,
  });
  await sendBlock(resident, signed);
}
