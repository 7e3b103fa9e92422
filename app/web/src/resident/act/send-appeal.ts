import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { makeAppeal } from '../../../../../core/domain/resident/make-appeal.ts';
import type { AppealCategory } from '../../../../../core/domain/resident/make-appeal.ts';
import { loadParticipant } from '../network/load-participants.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';

export type AppealDraft = {
  category: AppealCategory;
  toCompany: boolean;
  toPortal: boolean;
  provider: Hex | undefined;
  about: Hex | undefined;
  text: string;
};

/** Signs a letter and keeps it. @returns its id in the outbox */
export function sendAppeal(resident: Resident, draft: AppealDraft): Promise<Hex> {
  const { network } = resident;
  const { category, toCompany, toPortal, provider, about, text } = draft;
  return resident.outbox.keep({
    kind: 'letter',
    content: { category, toCompany, toPortal, provider: provider ?? null, about: about ?? null, text },
    sign: async (replaces) => {
      const { signed } = await makeAppeal({
        ...resident,
        timestamp: await provedDate(resident),
        replaces,
        category,
        addressees: {
          ...(toCompany ? { company: await loadParticipant(resident, network.company) } : {}),
          ...(toPortal ? { portal: await loadParticipant(resident, network.portal) } : {}),
          ...(provider === undefined ? {} : { provider: await loadParticipant(resident, provider) }),
        },
        ...(about === undefined ? {} : { about }),
        text,
      });
      return [signed];
    },
  });
}
