import type { Hex } from '../../core/domain/hex.ts';
import { makeAppeal, type AppealCategory } from '../../core/domain/resident/make-appeal.ts';
import type { AppealsJson } from './portal-api.ts';
import { addresseeOf, ask, now, send, until, type Resident } from './resident.ts';

/** A question, complaint or suggestion to the company and the portal, and to a provider where one is named (mode 3, S52). */
export async function appeal(
  resident: Resident,
  args: { category: AppealCategory; text: string; about?: Hex; provider?: Hex },
): Promise<Hex> {
  const { network, account } = resident;
  const { signed, appealId } = await makeAppeal({
    network,
    account,
    timestamp: now(),
    category: args.category,
    addressees: {
      company: addresseeOf(resident, network.company),
      portal: addresseeOf(resident, network.portal),
      ...(args.provider === undefined ? {} : { provider: addresseeOf(resident, args.provider) }),
    },
    text: args.text,
    ...(args.about === undefined ? {} : { about: args.about }),
  });
  await send(resident, signed);
  return appealId;
}

/** Waits for a full answer of one addressee and returns the digest of its block. */
export async function awaitAnswer(resident: Resident, appealId: Hex, from: Hex): Promise<Hex> {
  return until(`${from} answers appeal ${appealId}`, async () => {
    const { appeals } = await ask<AppealsJson>(resident, '/api/appeals');
    const answers = appeals.find((one) => one.appealId === appealId)?.answers ?? [];
    return answers.find((answer) => answer.from === from && answer.outcome === 1)?.recorded.digest;
  });
}
