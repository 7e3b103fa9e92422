import type { Account } from '../../../../../core/domain/ledger/account.ts';
import type { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../../../core/domain/ledger/internal-block.ts';
import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { makeEnrol } from '../../../../../core/domain/resident/make-enrol.ts';
import type { Api } from '../../api/api.ts';
import type { Premise } from '../../api/me-schema.ts';
import type { Participant } from '../../api/schemas.ts';
import type { ChainMemory } from '../../keys/heads.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { loadParticipant } from '../network/load-participants.ts';
import type { TrustedWitnesses } from '../witness-policy.ts';
import { provedDate } from './proved-date.ts';

export type Enrolling = {
  api: Api;
  network: KeyedNetwork;
  directory: readonly Participant[];
  directoryFault?: InputError;
  witnesses: TrustedWitnesses;
  chain: ChainMemory;
  account: Account;
  premise: Pick<Premise, 'premise' | 'personalAccount'>;
};

/** Signs that one asks to take part with these keys, and keeps it; the progress then shows in `/api/me`. @returns the act's id in the outbox */
export function enrol(args: Enrolling & { outbox: Outbox }): Promise<Hex> {
  const { premise, personalAccount } = args.premise;
  return args.outbox.keep({
    kind: 'enrol',
    content: { premise, personalAccount },
    sign: async (replaces) => [await signEnrol(args, replaces)],
  });
}

/** @param replaces the first of the same purpose, where there is one */
export async function signEnrol(args: Enrolling, replaces: Hex | undefined): Promise<SignedBlock> {
  const { network, account } = args;
  const { premise, personalAccount } = args.premise;
  return makeEnrol({
    ...{ network, account, replaces, premise, personalAccount },
    timestamp: await provedDate(args),
    company: await loadParticipant(args, network.company),
    portal: await loadParticipant(args, network.portal),
  });
}
