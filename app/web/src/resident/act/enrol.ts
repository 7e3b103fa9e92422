import type { Account } from '../../../../../core/domain/ledger/account.ts';
import type { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { signedBlockToJson } from '../../../../../core/domain/ledger/internal-block.ts';
import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { makeEnrol } from '../../../../../core/domain/resident/make-enrol.ts';
import type { Api } from '../../api/api.ts';
import { acceptedSchema } from '../../api/schemas.ts';
import type { Participant, Premise } from '../../api/schemas.ts';
import type { ChainMemory } from '../../keys/heads.ts';
import { participant } from '../resident.ts';
import type { TrustedWitnesses } from '../witness-policy.ts';
import { provedDate } from './proved-date.ts';

/** Asks to take part with these keys; the progress then shows in `/api/me`. */
export async function enrol(args: {
  api: Api;
  network: KeyedNetwork;
  directory: readonly Participant[];
  directoryFault?: InputError;
  witnesses: TrustedWitnesses;
  chain: ChainMemory;
  account: Account;
  premise: Premise;
}): Promise<void> {
  const { api, network, account, premise } = args;
  const signed = await makeEnrol({
    network,
    account,
    timestamp: await provedDate(args),
    premise: premise.premise,
    personalAccount: premise.personalAccount,
    company: participant(args, network.company),
    portal: participant(args, network.portal),
  });
  await api.post('/api/enrolment', signedBlockToJson(signed), acceptedSchema);
}
