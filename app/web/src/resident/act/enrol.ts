import type { Account } from '../../../../../core/domain/ledger/account.ts';
import { signedBlockToJson } from '../../../../../core/domain/ledger/internal-block.ts';
import type { Network } from '../../../../../core/domain/ledger/network.ts';
import { makeEnrol } from '../../../../../core/domain/resident/make-enrol.ts';
import type { Api } from '../../api/api.ts';
import { acceptedSchema } from '../../api/schemas.ts';
import type { Participant, Premise } from '../../api/schemas.ts';
import { now, participant } from '../resident.ts';

/** Asks to take part with these keys; the progress then shows in `/api/me`. */
export async function enrol(args: {
  api: Api;
  network: Network;
  directory: readonly Participant[];
  account: Account;
  premise: Premise;
}): Promise<void> {
  const { api, network, account, premise } = args;
  const signed = await makeEnrol({
    network,
    account,
    timestamp: now(),
    premise: premise.premise,
    personalAccount: premise.personalAccount,
    company: participant(args, network.company),
    portal: participant(args, network.portal),
  });
  await api.post('/api/enrolment', signedBlockToJson(signed), acceptedSchema);
}
